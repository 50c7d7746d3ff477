/// What a sequential test has shown of a claim so far; it may be read after every pair of trials at no cost.
///
/// All of it holds at once with probability `1 − significance`, however often it was looked at and whatever made the
/// audit stop.
package struct AnytimeEvidence: Hashable, Codable, Sendable {
  /// Pairs of one included and one excluded trial that were used.
  package let pairs: Int
  /// The ε whose refutation `log10Wealth` is about.
  package let claimedEpsilon: Double
  /// The decimal logarithm of the present wealth of a bettor who began with 1 and whom the claim lets gain nothing on
  /// average. It may have been higher before.
  package let log10Wealth: Double
  /// The same of the mean of bettors against several points of the claimed curve; nil where the claim is one point.
  package let curveLog10Wealth: Double?
  /// Probability that a true claim is ever refuted.
  package let significance: Double
  /// The pair after which the claim was refuted, counted from 1; nil where it was not.
  package let refutedAtPair: Int?
  /// The mechanism is not (ε, `delta`)-private for this ε nor for any smaller one; 0 also where nothing was shown.
  package let epsilonLowerBound: Double
  package let delta: Double
  package let adjacency: Adjacency

  package init(
    pairs: Int, claimedEpsilon: Double, log10Wealth: Double, curveLog10Wealth: Double? = nil, significance: Double,
    refutedAtPair: Int?, epsilonLowerBound: Double,
    delta: Double, adjacency: Adjacency
  ) {
    (self.pairs, self.claimedEpsilon) = (pairs, claimedEpsilon)
    (self.log10Wealth, self.curveLog10Wealth, self.significance) = (log10Wealth, curveLog10Wealth, significance)
    (self.refutedAtPair, self.epsilonLowerBound) = (refutedAtPair, epsilonLowerBound)
    (self.delta, self.adjacency) = (delta, adjacency)
  }

  package var isRefuted: Bool { refutedAtPair != nil }
}

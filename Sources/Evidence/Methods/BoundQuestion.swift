package import PrivacyModel

/// What is asked of scores, and all that a method may choose; fixed before the scores are seen.
package struct BoundQuestion: Hashable, Sendable {
  /// In [0, 1).
  package let delta: Double
  package let adjacency: Adjacency
  /// Probability that one method's bound exceeds the true ε, in (0, 1).
  package let significance: Double
  /// Whether every candidate was included by a fair coin of its own.
  package let hasFairCoins: Bool
  /// Of `.fixedThreshold`; nil where none was fixed.
  package let threshold: Double?
  /// The share of either arm that does nothing but choose a threshold, in (0, 1).
  package let selectionFraction: Double
  /// Of the one-run methods; nil for a grid of numbers that is paid for.
  package let guesses: GuessCounts?
  /// The ε that a sequential test bets against first; 1 where none is claimed.
  package let claimedEpsilon: Double
  /// What is taken for true beside the theorems.
  package let assumptions: [BoundAssumption]
  package let tieBreakingSeed: UInt64

  package init(
    delta: Double, adjacency: Adjacency, significance: Double, hasFairCoins: Bool = false, threshold: Double? = nil,
    selectionFraction: Double = 0.5, guesses: GuessCounts? = nil, claimedEpsilon: Double = 1,
    assumptions: [BoundAssumption] = [],
    tieBreakingSeed: UInt64 = 0
  ) {
    (self.delta, self.adjacency, self.significance) = (delta, adjacency, significance)
    (self.hasFairCoins, self.threshold, self.selectionFraction) = (hasFairCoins, threshold, selectionFraction)
    (self.guesses, self.claimedEpsilon) = (guesses, claimedEpsilon)
    (self.assumptions, self.tieBreakingSeed) = (assumptions, tieBreakingSeed)
  }

  /// The same question at a share of the significance.
  package func with(significance: Double) -> BoundQuestion {
    with(delta: delta, threshold: threshold, significance: significance)
  }

  /// The same question at another δ.
  func with(delta: Double) -> BoundQuestion {
    with(delta: delta, threshold: threshold, significance: significance)
  }

  /// The same question about another threshold.
  func with(threshold: Double?) -> BoundQuestion {
    with(delta: delta, threshold: threshold, significance: significance)
  }

  private func with(delta: Double, threshold: Double?, significance: Double) -> BoundQuestion {
    BoundQuestion(
      delta: delta, adjacency: adjacency, significance: significance, hasFairCoins: hasFairCoins, threshold: threshold,
      selectionFraction: selectionFraction, guesses: guesses, claimedEpsilon: claimedEpsilon,
      assumptions: assumptions,
      tieBreakingSeed: tieBreakingSeed)
  }
}

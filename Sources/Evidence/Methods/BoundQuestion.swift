package import PrivacyModel

/// What is asked of scores, and all that a method may choose; fixed before the scores are seen.
package struct BoundQuestion: Hashable, Sendable {
  /// In [0, 1).
  package private(set) var delta: Double
  package let adjacency: Adjacency
  /// Probability that one method's bound exceeds the true ε, in (0, 1).
  package private(set) var significance: Double
  /// Whether the number of trials was fixed before any score was seen. Where it was not, only sequential bounds hold.
  package private(set) var hasFixedTrials: Bool
  /// Whether every candidate was included by a fair coin of its own.
  package let hasFairCoins: Bool
  /// How many candidates every trial of a game of lifted coins had; nil for other games.
  package let liftedCandidates: Int?
  /// Of `.fixedThreshold`; nil where none was fixed.
  package private(set) var threshold: Double?
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
    delta: Double, adjacency: Adjacency, significance: Double, hasFixedTrials: Bool = true, hasFairCoins: Bool = false,
    liftedCandidates: Int? = nil, threshold: Double? = nil,
    selectionFraction: Double = 0.5, guesses: GuessCounts? = nil, claimedEpsilon: Double = 1,
    assumptions: [BoundAssumption] = [],
    tieBreakingSeed: UInt64 = 0
  ) {
    (self.delta, self.adjacency, self.significance) = (delta, adjacency, significance)
    self.hasFixedTrials = hasFixedTrials
    (self.hasFairCoins, self.liftedCandidates) = (hasFairCoins, liftedCandidates)
    (self.threshold, self.selectionFraction) = (threshold, selectionFraction)
    (self.guesses, self.claimedEpsilon) = (guesses, claimedEpsilon)
    (self.assumptions, self.tieBreakingSeed) = (assumptions, tieBreakingSeed)
  }

  /// The same question at a share of the significance.
  package func with(significance: Double) -> BoundQuestion {
    var question = self
    question.significance = significance
    return question
  }

  /// The same question of trials whose number was fixed beforehand, or was not.
  package func with(hasFixedTrials: Bool) -> BoundQuestion {
    var question = self
    question.hasFixedTrials = hasFixedTrials
    return question
  }

  /// The same question at another δ.
  func with(delta: Double) -> BoundQuestion {
    var question = self
    question.delta = delta
    return question
  }

  /// The same question about another threshold.
  func with(threshold: Double?) -> BoundQuestion {
    var question = self
    question.threshold = threshold
    return question
  }
}

internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// What is asked of scores.
package struct BoundQuestion: Hashable, Sendable {
  /// In [0, 1).
  package let delta: Double
  package let adjacency: Adjacency
  /// Probability that one method's bound exceeds the true ε, in (0, 1).
  package let significance: Double
  /// Whether every candidate was included by a fair coin of its own.
  package let hasFairCoins: Bool
  package let tieBreakingSeed: UInt64

  package init(
    delta: Double, adjacency: Adjacency, significance: Double, hasFairCoins: Bool = false, tieBreakingSeed: UInt64 = 0
  ) {
    (self.delta, self.adjacency, self.significance) = (delta, adjacency, significance)
    (self.hasFairCoins, self.tieBreakingSeed) = (hasFairCoins, tieBreakingSeed)
  }
}

/// The ways from scores to a lower bound on ε. Each spends the whole significance of a question.
package enum BoundMethod: String, CaseIterable, Codable, Sendable {
  case rankGrid = "rank-grid"
  case sequential
  case split
  case medianOfSplits = "median-of-splits"
  case bonferroni
  case steinke
  case mahloujifar
  case mahloujifarGaussian = "mahloujifar-gaussian"
  case orderStatistics = "order-statistics"
  case jeffreys
  case gaussian

  package var name: String { rawValue }

  package var label: EvidenceLabel {
    switch self {
    case .rankGrid, .sequential, .split, .medianOfSplits, .bonferroni, .steinke, .mahloujifar: .exact
    case .mahloujifarGaussian, .orderStatistics, .gaussian: .assumption
    case .jeffreys: .bayesian
    }
  }

  /// What the method does, and what it rests on beside independent trials.
  package var remark: String {
    switch self {
    case .rankGrid: "thresholds at ranks 1, 2, 4, … of either arm, each with a share of the significance"
    case .sequential: "an e-process over pairs in their order; may be looked at and prolonged at any time"
    case .split: "the first half of either arm chooses the threshold, the second certifies"
    case .medianOfSplits: "31 random halves, each at half the significance"
    case .bonferroni: "all thresholds, each with a share of the significance"
    case .steinke: "one run, as many guesses as a tenth of the candidates on either side"
    case .mahloujifar: "one run, the same guesses, by the recursion for (ε, δ)"
    case .mahloujifarGaussian: "one run, the same guesses; the trade-off of a candidate is Gaussian"
    case .orderStatistics:
      "one run, the same guesses; the trade-off of a candidate is Gaussian, and the candidates are independent"
    case .jeffreys: "credible bounds on both rates, at the threshold that a first half chose"
    case .gaussian: "the trade-off is Gaussian, at the threshold that a first half chose"
    }
  }

  /// Whether all candidates belong to one run, each with a coin of its own.
  package var isForOneRun: Bool { [.steinke, .mahloujifar, .mahloujifarGaussian, .orderStatistics].contains(self) }

  /// Whether the bound promises to hold for scores of this law.
  package func covers(_ law: ScoreLaw) -> Bool {
    let isGaussian =
      switch law {
      case .noise, .gaussian: true
      default: false
      }
    return switch label {
    case .exact: true
    case .assumption: isGaussian
    case .asymptotic, .bayesian: false
    }
  }

  /// The bound; nil where there are too few trials for the method.
  func bound(_ scores: MembershipScores, _ arms: ScoreArms, _ question: BoundQuestion) throws -> Double? {
    let (delta, adjacency, significance) = (question.delta, question.adjacency, question.significance)
    let smallest = min(arms.included.count, arms.excluded.count)
    guard smallest >= (self == .rankGrid || self == .sequential || isForOneRun ? 1 : 2) else { return nil }
    switch self {
    case .rankGrid:
      return try rankGridBound(
        arms, delta: delta, adjacency: adjacency, significance: significance,
        tieBreakingSeed: question.tieBreakingSeed
      ).epsilon
    case .sequential: return sequentialBound(scores, question)
    case .split:
      return try splitBound(
        scores.halves, delta: delta, adjacency: adjacency, significance: significance
      ).epsilon
    case .medianOfSplits:
      return try medianOfSplitsBound(
        arms, splits: 31, seed: question.tieBreakingSeed, delta: delta, adjacency: adjacency,
        significance: significance
      ).epsilon
    case .bonferroni:
      return try bonferroniBound(arms, delta: delta, adjacency: adjacency, significance: significance).epsilon
    case .steinke: return steinkeBound(guesses(scores, question), delta: delta, significance: significance).epsilon
    case .mahloujifar:
      return mahloujifarExactBound(guesses(scores, question), delta: delta, significance: significance).epsilon
    case .mahloujifarGaussian:
      guard delta > 0 else { return nil }
      return mahloujifarBound(guesses(scores, question), delta: delta, significance: significance).epsilon
    case .orderStatistics:
      guard delta > 0 else { return nil }
      return orderStatisticsBound(guesses(scores, question), delta: delta, significance: significance).epsilon
    case .jeffreys:
      let split = try splitBound(scores.halves, delta: delta, adjacency: adjacency, significance: significance)
      return jeffreysBound(
        falseNegatives: split.falseNegativeRate.count, falsePositives: split.falsePositiveRate.count,
        threshold: split.threshold, delta: delta, adjacency: adjacency, significance: significance
      ).epsilon
    case .gaussian:
      guard delta > 0 else { return nil }
      let split = try splitBound(scores.halves, delta: delta, adjacency: adjacency, significance: significance)
      return try gaussianTradeOffBound(
        falseNegatives: split.falseNegativeRate.count, falsePositives: split.falsePositiveRate.count, delta: delta,
        significance: significance
      ).epsilon
    }
  }

  private func sequentialBound(_ scores: MembershipScores, _ question: BoundQuestion) -> Double? {
    guard
      let claim = try? PrivacyClaim(
        epsilon: 1, delta: question.delta, adjacency: question.adjacency, source: .stated)
    else { return nil }
    var test = SequentialTest(claim: claim, significance: question.significance)
    let (included, excluded) = scores.inOrder
    for (included, excluded) in zip(included, excluded) { test.add(ScorePair(included: included, excluded: excluded)) }
    return test.evidence.epsilonLowerBound
  }

  private func guesses(_ scores: MembershipScores, _ question: BoundQuestion) -> OneRunGuesses {
    var stream = RandomStream(seed: question.tieBreakingSeed, trial: 2, purpose: .tieBreaking)
    let ranking = CanaryRanking(
      scores: scores.scores, memberships: scores.memberships, breakingTiesBy: &stream)
    let side = max(1, scores.count / 10)
    return ranking.guesses(GuessCounts(included: min(side, scores.count), excluded: min(side, scores.count - side)))
  }
}

extension MembershipScores {
  /// The scores of either arm in their order.
  var inOrder: (included: [Double], excluded: [Double]) {
    var arms: (included: [Double], excluded: [Double]) = ([], [])
    for (score, membership) in zip(scores, memberships) {
      if membership == .included { arms.included.append(score) } else { arms.excluded.append(score) }
    }
    return arms
  }

  /// The first half of either arm, and the rest.
  var halves: SplitArms {
    let (included, excluded) = inOrder
    let (first, second) = (included.count / 2, excluded.count / 2)
    return SplitArms(
      selection: ScoreArms(included: Array(included[..<first]), excluded: Array(excluded[..<second])),
      certification: ScoreArms(included: Array(included[first...]), excluded: Array(excluded[second...])))
  }
}

extension ScoreArms {
  package init(_ scores: MembershipScores) {
    let (included, excluded) = scores.inOrder
    self.init(included: included, excluded: excluded)
  }
}

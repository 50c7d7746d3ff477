/// The ways from scores to a lower bound on ε. Each spends the whole significance that it is given.
package enum BoundMethod: String, CaseIterable, Codable, Sendable {
  case rankGrid = "rank-grid"
  case sequential
  case fixedThreshold = "fixed-threshold"
  case split
  case medianOfSplits = "median-of-splits"
  case bonferroni
  case randomBit = "random-bit"
  case steinke
  case mahloujifar
  case mahloujifarGaussian = "mahloujifar-gaussian"
  case orderStatistics = "order-statistics"
  case jeffreys
  case jointBeta = "joint-beta"
  case gaussian
  case ownTradeOff = "own-trade-off"
  case lifted
  case liftedBetting = "lifted-betting"

  package var name: String { rawValue }

  package var label: EvidenceLabel {
    switch self {
    case .rankGrid, .sequential, .fixedThreshold, .split, .medianOfSplits, .bonferroni, .randomBit, .steinke,
      .mahloujifar, .liftedBetting:
      .exact
    case .lifted: .asymptotic
    case .mahloujifarGaussian, .orderStatistics, .gaussian, .ownTradeOff: .assumption
    case .jeffreys, .jointBeta: .bayesian
    }
  }

  /// What it rests on beside independent trials; empty exactly where it is exact.
  package var assumptions: [BoundAssumption] {
    switch self {
    case .mahloujifarGaussian, .gaussian: [.gaussianTradeOff]
    case .orderStatistics: [.gaussianTradeOff, .independentCanaries]
    case .jeffreys, .jointBeta: [.jeffreysPrior]
    case .ownTradeOff: [.claimedFamily]
    case .lifted: [.largeSample]
    default: []
    }
  }

  /// What the method does.
  package var remark: String {
    switch self {
    case .rankGrid: "thresholds at ranks 1, 2, 4, … of either arm, each with a share of the significance"
    case .sequential: "an e-process over pairs in their order; may be looked at and prolonged at any time"
    case .fixedThreshold: "a bound on either error rate at a threshold fixed beforehand, half the significance each"
    case .split: "the first trials of either arm choose the threshold, the others certify"
    case .medianOfSplits: "31 random halves, each at half the significance"
    case .bonferroni: "all thresholds, each with a share of the significance"
    case .randomBit:
      "the share of right guesses at fair coins, at a threshold fixed beforehand or chosen by the first trials"
    case .steinke: "one run, guesses at both ends; their number was fixed, or is one of a grid that is paid for"
    case .mahloujifar: "one run, the same guesses, by the recursion for (ε, δ)"
    case .mahloujifarGaussian: "one run, the same guesses; the trade-off of a candidate is Gaussian"
    case .orderStatistics:
      "one run, the same guesses; the trade-off of a candidate is Gaussian, and the candidates are independent"
    case .jeffreys: "credible bounds on both rates, at such a threshold"
    case .jointBeta: "the posterior of both rates under Jeffreys priors, at the same threshold"
    case .gaussian: "the trade-off is Gaussian, at such a threshold"
    case .ownTradeOff:
      "the claimed mechanism with another amount of noise, by both rates or all errors at such a threshold"
    case .lifted: "many candidates in every trial, which tell how much those of one trial have in common"
    case .liftedBetting: "many candidates in every trial, by bets on the share of them that is told wrongly"
    }
  }

  /// Whether the theorem is about candidates that were each included by a fair coin of its own.
  package var needsFairCoins: Bool {
    switch self {
    case .randomBit, .steinke, .mahloujifar, .mahloujifarGaussian, .orderStatistics: true
    default: false
    }
  }

  /// Whether the candidates may all belong to one run, and influence each other.
  package var isForOneRun: Bool { needsFairCoins && self != .randomBit }

  /// Whether it weighs the candidates of a game of lifted coins.
  package var isLifted: Bool { self == .lifted || self == .liftedBetting }

  /// The coins that it holds for; nil where any will do but lifted ones.
  package var neededCoins: CoinRule? {
    if needsFairCoins { return .fair }
    if isLifted { return .lifted }
    return self == .sequential ? .balanced : nil
  }

  /// Whether a part of the trials does nothing but choose the threshold, where none was fixed beforehand. Splitting does so
  /// always.
  package var selectsThreshold: Bool {
    switch self {
    case .split, .randomBit, .jeffreys, .jointBeta, .gaussian, .ownTradeOff, .lifted, .liftedBetting: true
    default: false
    }
  }
}

/// What a bound may rest on that no number of trials can show. Whoever lets it decide names it.
package enum BoundAssumption: String, CaseIterable, Codable, Sendable {
  /// No test of membership does better than the best one on two Gaussians.
  case gaussianTradeOff = "gaussian-trade-off"
  /// What the mechanism releases tells of each canary independently of the others.
  case independentCanaries = "independent-canaries"
  /// The mechanism is the claimed one, but for the amount of its noise.
  case claimedFamily = "claimed-family"
  /// There are so many trials that a mean over them has a normal law.
  case largeSample = "large-sample"
  /// Error rates are drawn from Jeffreys priors.
  case jeffreysPrior = "jeffreys-prior"
}

internal import PrivacyModel

/// A claim, what is true instead, and how surely that should be noticed.
struct Planner {
  private let claim: PrivacyClaim
  private let alternative: Alternative
  private let scores: AlternativeScores
  private let significance: Double
  private let power: Double

  /// The most trials that any plan has.
  static let largestTrials = 10_000_000
  /// By how much the largest ε that is looked at exceeds the claim.
  static let largestExcess = 50.0

  init(claim: PrivacyClaim, alternative: Alternative, significance: Double, power: Double) throws {
    (self.claim, self.alternative) = (claim, alternative)
    scores = try AlternativeScores(alternative, delta: claim.delta)
    self.significance = try checked(significance, "significance", in: .significance)
    self.power = try checked(power, "power", in: .openUnitInterval)
  }

  func plan(_ method: TrialPlan.Method) throws -> TrialPlan {
    func impossible(_ reason: String) -> TrialPlan {
      TrialPlan(method: method, trials: nil, power: power, reason: reason)
    }
    guard exceedsClaim else {
      return impossible("the truth has no event that is more frequent than the claim allows")
    }
    if method == .sequential {
      let sequential = SequentialPower(claim: claim, scores: scores, significance: significance)
      guard let pairs = sequential.pairsToRefute(power: power, limit: SequentialPower.largestPairs) else {
        return impossible(
          "more than \(SequentialPower.largestPairs) pairs would be needed, the most that are simulated")
      }
      let repetitions = SequentialPower.repetitions
      let needed = min(Int((power * Double(repetitions)).rounded(.up)), pairs.count) - 1
      return TrialPlan(
        method: method, trials: pairs[needed],
        medianTrials: pairs.count > repetitions / 2 ? pairs[repetitions / 2] : nil, power: power)
    }
    guard let trials = try fewestTrials(method) else {
      return impossible("even \(Self.largestTrials) would not be enough")
    }
    return TrialPlan(method: method, trials: trials, power: power)
  }

  /// Whether so many trials refute the claim with the power asked for.
  func refutes(_ method: TrialPlan.Method, trials: Int) throws -> Bool {
    switch method {
    case .rankGrid:
      var design = RankGridPower(trials: trials, claim: claim, scores: scores, significance: significance)
      return try design.refutes(power: power)
    case .fixedThreshold:
      var design = TwoArmPower(included: trials, excluded: trials, claim: claim, significance: significance)
      return try design.power(atBestOf: scores.rates) >= power
    case .sequential:
      return SequentialPower(claim: claim, scores: scores, significance: significance)
        .pairsToRefute(power: power, limit: trials) != nil
    case .oneRun:
      return OneRunPower(canaries: trials, claim: claim, significance: significance)
        .power(atBestOf: scores.rates, isSymmetric: scores.isSymmetric) >= power
    }
  }

  private var exceedsClaim: Bool {
    if case .gaussian(let epsilon) = alternative { return epsilon > claim.epsilon }
    return scores.rates.contains {
      $0.truePositive > claim.largestTruePositiveRate(atFalsePositiveRate: $0.falsePositive) + 1e-12
    }
  }

  /// By doubling and then halving.
  private func fewestTrials(_ method: TrialPlan.Method) throws -> Int? {
    var (low, high) = (0, 1)
    while try !refutes(method, trials: high) {
      guard high < Self.largestTrials else { return nil }
      (low, high) = (high, min(2 * high, Self.largestTrials))
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if try refutes(method, trials: middle) { high = middle } else { low = middle }
    }
    return high
  }
}

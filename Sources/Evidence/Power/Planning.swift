internal import NumericalCore
package import PrivacyModel

/// How many trials each method needs to refute `claim` with probability `power`, if `alternative` is the truth and the
/// attack as good as any.
///
/// Numbers of the fixed threshold and of one run are exact sums over binomial counts, at the best threshold of a grid;
/// as the power of counts goes up and down by a little, one trial more may have a power slightly below `power`. Those of
/// the sequential test are quantiles of 200 simulated audits, always the same ones.
///
/// - Parameters:
///   - significance: Probability that a true claim is refuted, in [1e-300, 1).
///   - power: In (0, 1).
/// - Throws: `InvalidValue` when a number is out of range.
package func plan(
  claim: PrivacyClaim, alternative: Alternative, significance: Double, power: Double = 0.9
) throws -> [TrialPlan] {
  let planner = try Planner(claim: claim, alternative: alternative, significance: significance, power: power)
  return try TrialPlan.Method.allCases.map(planner.plan)
}

/// The smallest ε of a family of mechanisms that a method catches with so many trials, with probability `power`.
///
/// - Parameters:
///   - trials: In either world, pairs, or canaries of a single run, as the method has it.
/// - Returns: An ε above the claim's, at most 2e-3 relative above the smallest; nil where even 50 more than claimed
///   would go unnoticed.
/// - Throws: `InvalidValue` when a number is out of range.
package func detectableEpsilon(
  method: TrialPlan.Method, trials: Int, claim: PrivacyClaim, family: Alternative.Family, significance: Double,
  power: Double = 0.9
) throws -> Double? {
  let trials = try checked(trials, "trials", in: 1...Planner.largestTrials)
  func detects(_ epsilon: Double) throws -> Bool {
    try Planner(
      claim: claim, alternative: family.alternative(epsilon: epsilon), significance: significance, power: power
    ).refutes(method, trials: trials)
  }
  let largest = claim.epsilon + 50
  guard try detects(largest) else { return nil }
  return try bisect(from: claim.epsilon, to: largest, relativeTolerance: 2e-3, until: detects).upper
}

/// A claim, what is true instead, and how surely that should be noticed.
private struct Planner {
  let claim: PrivacyClaim
  let scores: AlternativeScores
  let significance: Double
  let power: Double

  /// The most trials that any plan has.
  static let largestTrials = 10_000_000

  init(claim: PrivacyClaim, alternative: Alternative, significance: Double, power: Double) throws {
    self.claim = claim
    scores = try AlternativeScores(alternative, delta: claim.delta)
    self.significance = try checked(significance, "significance", in: .significance)
    self.power = try checked(power, "power", in: .openUnitInterval)
  }

  func plan(_ method: TrialPlan.Method) throws -> TrialPlan {
    func impossible(_ reason: String) -> TrialPlan {
      TrialPlan(method: method, trials: nil, power: power, reason: reason)
    }
    guard exceedsClaim else {
      return impossible("the alternative has no event that is more frequent than the claim allows")
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
    scores.rates.contains {
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

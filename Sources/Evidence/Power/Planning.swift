internal import NumericalCore
package import PrivacyModel

/// How many trials each method needs to refute `claim` with probability `power`, if `alternative` is the truth and the
/// attack as good as any.
///
/// Numbers of the fixed threshold and of one run are exact sums over binomial counts, at the best threshold of a grid;
/// those of the rank grid and of the sequential test are shares of simulated audits, always the same ones. As the power of
/// counts goes up and down by a little, one trial more may have a power slightly below `power`.
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

/// What each method catches with so many trials, of a family of mechanisms.
///
/// Parameters and errors are those of `detectableEpsilon`.
package func budget(
  trials: Int, claim: PrivacyClaim, family: Alternative.Family, significance: Double, power: Double = 0.9
) throws -> [TrialBudget] {
  // A search plays some twenty times as many pairs as a plan.
  let largestPairs = SequentialPower.largestPairs / 10
  return try TrialPlan.Method.allCases.map { method in
    guard method != .sequential || trials <= largestPairs else {
      return TrialBudget(
        method: method, epsilon: nil, power: power,
        reason: "the most pairs that are simulated for this are \(largestPairs)")
    }
    let epsilon = try detectableEpsilon(
      method: method, trials: trials, claim: claim, family: family, significance: significance, power: power)
    return TrialBudget(
      method: method, epsilon: epsilon, power: power,
      reason: epsilon == nil
        ? "not even an epsilon of \(Int(Planner.largestExcess)) more than claimed would be noticed" : nil)
  }
}

/// The smallest ε of a family of mechanisms that a method catches with so many trials, with probability `power`.
///
/// - Parameters:
///   - trials: In either world, pairs, or canaries of a single run, as the method has it; from 1 to 10⁷.
///   - claim: Of δ above 0 where the family is Gaussian.
///   - significance: Probability that a true claim is refuted, in [1e-300, 1).
///   - power: In (0, 1).
/// - Returns: An ε above the claim's, at most 2e-3 relative above the smallest (1e-2 of the sequential test); nil where
///   even 50 more than claimed would go unnoticed.
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
  let largest = claim.epsilon + Planner.largestExcess
  guard try detects(largest) else { return nil }
  return try bisect(
    from: claim.epsilon, to: largest, relativeTolerance: method == .sequential ? 1e-2 : 2e-3, until: detects
  ).upper
}

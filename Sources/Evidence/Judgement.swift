package import PrivacyModel

/// The share of failed trials above which an audit that refutes nothing says nothing.
private let largestFailureShare = 0.01

/// The verdict on a claim from a bound whose label decides.
///
/// - Parameters:
///   - bound: For the δ and adjacency of the claim.
///   - arms: The scores that it rests on.
///   - failedTrials: Trials without a score. They were counted as looking excluded.
package func judge(
  _ bound: EpsilonLowerBound, against claim: PrivacyClaim, arms: SplitArms, failedTrials: Int
) throws -> Verdict {
  precondition(
    bound.delta == claim.delta && bound.adjacency == claim.adjacency && bound.label == .exact,
    "a claim is judged by an exact bound at its own delta and adjacency")
  if bound.epsilon > claim.epsilon { return .refuted }
  let trials = (arms.selection?.count ?? 0) + arms.certification.count
  if Double(failedTrials) > largestFailureShare * Double(trials) {
    return .inconclusive(
      reason: "\(failedTrials) of \(trials) trials failed, more than the \(Int(100 * largestFailureShare)) % allowed")
  }
  for (part, purpose) in [(arms.selection, "choose the threshold"), (arms.certification, "are counted")]
  where part?.isConstant == true {
    return .inconclusive(
      reason: "all trials that \(purpose) have the same score, so that the attack told nothing apart")
  }
  let power = try auditPower(
    included: bound.falseNegativeRate.count.trials, excluded: bound.falsePositiveRate.count.trials, claim: claim,
    significance: bound.falseNegativeRate.significance + bound.falsePositiveRate.significance)
  let ceiling = try arms.selection == nil ? rankGridCeiling(bound) : power?.largestPossibleBound ?? 0
  guard let power, ceiling > claim.epsilon else {
    return .inconclusive(
      reason: ceiling > claim.epsilon
        ? "so few trials can refute the claim by luck alone; raise game.trialsPerWorld"
        : "so few trials cannot refute the claim even when every guess is right; raise game.trialsPerWorld")
  }
  return .consistent(
    AuditPower(detectableEpsilon: power.detectableEpsilon, power: power.power, largestPossibleBound: ceiling))
}

/// The rank grid's bound when the attack never errs.
private func rankGridCeiling(_ bound: EpsilonLowerBound) throws -> Double {
  let perfect = ScoreArms(
    included: [Double](repeating: 1, count: bound.falseNegativeRate.count.trials),
    excluded: [Double](repeating: 0, count: bound.falsePositiveRate.count.trials))
  return try rankGridBound(
    perfect, delta: bound.delta, adjacency: bound.adjacency, significance: bound.significance, tieBreakingSeed: 0
  ).epsilon
}

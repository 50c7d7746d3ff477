package import PrivacyModel

/// The share of failed trials above which an audit that refutes nothing says nothing.
private let largestFailureShare = 0.01

/// The verdict on a claim from the bounds that share the significance of a report.
///
/// - Parameters:
///   - bounds: For the δ and adjacency of the claim, not empty. Each is exact, or what it rests on was assumed by name.
///   - isCurveRefuted: Whether a test that shares the significance of one of the bounds refuted the whole claimed curve.
///   - question: What the bounds answered.
///   - arms: The scores that they rest on.
///   - family: Of the claimed mechanism, where a bound rests on it.
///   - failedTrials: Trials without a score. They were counted as looking excluded, or where the audit lost them
///     against the attack.
///   - trials: Of which so many failed; nil where each has one score.
///   - lengthKey: Of the specification, to be raised where there are too few trials.
/// - Throws: What Clopper–Pearson bounds throw.
package func judge(
  _ bounds: [EpsilonLowerBound], against claim: PrivacyClaim, isCurveRefuted: Bool = false, question: BoundQuestion,
  arms: ScoreArms, failedTrials: Int, trials: Int? = nil, lengthKey: String = "game.trialsPerWorld",
  family: TradeOffFamily? = nil
) throws -> Verdict {
  precondition(
    !bounds.isEmpty
      && bounds.allSatisfy {
        $0.delta == claim.delta && $0.adjacency == claim.adjacency
          && $0.method.assumptions.allSatisfy(question.assumptions.contains)
      }, "a claim is judged by bounds at its own delta and adjacency, each exact or with its assumptions named")
  if isCurveRefuted || bounds.contains(where: { $0.refutes(claim) }) { return .refuted }
  let trials = trials ?? arms.count
  if Double(failedTrials) > largestFailureShare * Double(trials) {
    return .inconclusive(
      reason:
        "\(failedTrials) of \(trials) trials failed, more than the \(Int(100 * largestFailureShare)) % allowed")
  }
  guard !arms.isConstant else {
    return .inconclusive(reason: "all trials have the same score, so that the attack told nothing apart")
  }
  let ceiling = try bounds.compactMap {
    try $0.method.ceiling(
      included: arms.included.count, excluded: arms.excluded.count,
      question.with(significance: $0.epsilonSignificance), family: family)
  }.max()
  guard let ceiling, ceiling > claim.epsilon else {
    return .inconclusive(
      reason: "so few trials cannot refute the claim even when every guess is right; raise \(lengthKey)")
  }
  let detectable = try bounds.compactMap { try $0.detectableEpsilon(arms, claim: claim) }.min()
  guard detectable?.isFinite ?? true else {
    return .inconclusive(reason: "so few trials can refute the claim by luck alone; raise \(lengthKey)")
  }
  return .consistent(
    AuditPower(detectableEpsilon: detectable, power: statedPower, largestPossibleBound: ceiling))
}

/// The probability with which a consistent audit says that it would have caught a worse mechanism.
private let statedPower = 0.9

/// Audits by more trials refute what these do.
private let mostPlannedTrials = 10_000_000
/// Audits by more pairs refute what these do.
private let mostSimulatedPairs = 2048

extension EpsilonLowerBound {
  /// What of its significance goes into ε: half, where the other half goes into bets against a curve.
  fileprivate var epsilonSignificance: Double {
    anytime?.curveLog10Wealth == nil ? significance : significance / 2
  }

  /// The ε of a Gaussian mechanism that this method would have caught with `statedPower`; infinite where there is none,
  /// nil where its power is not known.
  fileprivate func detectableEpsilon(_ arms: ScoreArms, claim: PrivacyClaim) throws -> Double? {
    switch method {
    case .rankGrid:
      return try TrialPlan.Method.rankGrid.detectable(
        trials: min(arms.included.count, arms.excluded.count, mostPlannedTrials), claim: claim,
        significance: significance)
    case .fixedThreshold, .split:
      guard let rates else { return nil }
      return try auditPower(
        included: rates.falseNegativeRate.count.trials, excluded: rates.falsePositiveRate.count.trials, claim: claim,
        significance: rates.falseNegativeRate.significance + rates.falsePositiveRate.significance, power: statedPower
      )?.detectableEpsilon ?? .infinity
    case .sequential:
      return try TrialPlan.Method.sequential.detectable(
        trials: min(arms.included.count, arms.excluded.count, mostSimulatedPairs), claim: claim,
        significance: epsilonSignificance)
    case .medianOfSplits, .bonferroni, .randomBit, .steinke, .mahloujifar, .mahloujifarGaussian, .orderStatistics,
      .jeffreys, .jointBeta, .gaussian, .ownTradeOff, .lifted, .liftedBetting:
      return nil
    }
  }
}

extension TrialPlan.Method {
  fileprivate func detectable(trials: Int, claim: PrivacyClaim, significance: Double) throws -> Double {
    try detectableEpsilon(
      method: self, trials: trials, claim: claim, family: .gaussian, significance: significance, power: statedPower)
      ?? .infinity
  }
}

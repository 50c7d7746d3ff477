internal import Evidence
internal import Foundation
internal import Games
internal import NumericalCore
internal import PrivacyAccounting
internal import PrivacyModel
internal import RunStore

extension AuditRun {
  /// What the trials show of the claim, by the methods of the ledger.
  ///
  /// - Parameters:
  ///   - blocks: All trials, by index, or the first of them where `sequential` stopped the game.
  ///   - sequential: The sequential test of the ledger, fed with all of them.
  func weigh(
    _ blocks: [TrialBlock], _ sequential: SequentialProgress?, _ preparation: Preparation, trialSeconds: Double,
    worker: WorkerRecord?
  ) throws -> AuditOutcome {
    let (claim, evidence) = (preparation.claim, specification.evidence)
    guard blocks.allSatisfy({ $0.candidates == preparation.assembled.game.candidates }) else {
      throw RunFileError.notARunFile(runFile, reason: "its trials have another number of candidates")
    }
    // Of a game that was stopped, the same trials whatever else was in play at that moment.
    let last = sequential.flatMap { $0.stoppingReason == nil ? nil : $0.weighedTrials } ?? specification.game.trials
    let game = specification.game
    let scores =
      game.coins == .lifted ? MembershipScores(lifted: blocks, before: last) : MembershipScores(blocks, before: last)
    let failures = blocks.flatMap(\.failures).filter { $0.trial < last }
    let arms = ScoreArms(scores)
    guard !arms.included.isEmpty, !arms.excluded.isEmpty else {
      throw AuditError.emptyArm(lengthKey: game.lengthKey)
    }
    let question = BoundQuestion(
      delta: claim.delta, adjacency: claim.adjacency, significance: evidence.significance,
      hasFairCoins: game.coins == .fair, liftedCandidates: game.coins == .lifted ? game.candidates : nil,
      threshold: evidence.threshold,
      selectionFraction: evidence.selectionFraction, assumptions: evidence.assumptions,
      tieBreakingSeed: specification.seed)
    // Of neighbours that differ in one record, which are not those of a game about groups.
    let family =
      specification.claim.groupSize > 1
      ? nil
      : preparation.assembled.event.map {
        TradeOffFamily(of: $0, delta: claim.delta, adjacency: claim.adjacency)
      }
    let bounds = try evidence.ledger.map { share in
      if share.method == .sequential, let sequential { return EpsilonLowerBound(sequential.test.evidence) }
      let question = question.with(significance: share.significance)
      let prepared = try PreparedScores(scores, question, family: family)
      guard let bound = try share.method.bound(prepared, question) else {
        throw AuditError.inapplicable(
          share.method, reason: share.method.obstacle(prepared, question) ?? "it has no answer")
      }
      return bound
    }.sorted { one, other in
      // What refutes without an assumption is the first to be told.
      let ranks = [one, other].map { $0.label == .exact && $0.refutes(claim) ? 1 : 0 }
      return (ranks[0], one.epsilon) > (ranks[1], other.epsilon)
    }
    let claimedCurve = preparation.claimedCurve
    let curveTest = try evidence.ledger.first { $0.method == .rankGrid && claimedCurve.points.count > 1 }
      .map {
        try rankGridTest(
          of: claimedCurve, arms, significance: $0.significance, tieBreakingSeed: specification.seed)
      }
    return AuditOutcome(
      specification: specification, data: preparation.data, claim: claim, accountant: preparation.accountant,
      claimCheck: preparation.claimCheck,
      verdict: try judge(
        bounds, against: claim, isCurveRefuted: curveTest?.isRefuted ?? false, question: question, arms: arms,
        failedTrials: failures.count, trials: last, lengthKey: game.lengthKey, family: family),
      bound: bounds[0], furtherBounds: Array(bounds.dropFirst()),
      trials: TrialSummary(
        weighed: TrialSummary.Arms(included: arms.included.count, excluded: arms.excluded.count),
        stoppingReason: sequential?.stoppingReason, failureCount: failures.count,
        failures: Array(failures.prefix(5))),
      description: try ScoreDescription(arms, significance: evidence.significance), rocCurve: rocCurve(arms),
      tradeOff: try limitOfMechanism(preparation),
      claimedCurve: claimedCurve.points.count > 1 ? claimedCurve : nil, curveTest: curveTest,
      histogram: ScoreHistogram(arms),
      run: RunRecord(
        toolVersion: toolVersion, command: command, environment: RunRecord.environment(threads: runner.threads),
        trialSeconds: trialSeconds, finishedAt: ISO8601DateFormatter().string(from: Date())), worker: worker)
  }

  /// What no test can exceed, for the figure; nil, with a note, where ε is not finite down to the δ that the curve goes to.
  private func limitOfMechanism(_ preparation: Preparation) throws -> TradeOffCurve? {
    if specification.claim.statement == .ownEvent { return preparation.claimedCurve }
    guard specification.claim.groupSize == 1, let event = preparation.assembled.event else { return nil }
    do {
      return try tradeOffCurve(event, adjacency: preparation.claim.adjacency)
    } catch let error as AccountingError {
      note("the figure shows no limit of the mechanism: \(error)")
      return nil
    }
  }
}

extension TradeOffFamily {
  /// The mechanisms with this event, but for the amount of noise.
  init(of event: MechanismEvent, delta: Double, adjacency: Adjacency) {
    self.init { factor in
      try withNoise(times: factor, event, delta: delta, adjacency: adjacency).map {
        Member(epsilon: $0.epsilon, curve: $0.curve)
      }
    }
  }
}

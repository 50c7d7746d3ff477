internal import Evidence
internal import Foundation
internal import Games
internal import Learning
internal import NumericalCore
internal import PrivacyAccounting
internal import PrivacyModel
internal import RunStore

/// One audit from specification to outcome, over a run file that outlives interruptions.
struct AuditRun {
  let specification: AuditSpecification
  /// Where relative paths of the specification start.
  let directory: URL
  let runFile: URL
  let runner: TrialRunner
  /// The command that a report tells the reader to give.
  let command: String

  /// What there is to know before the first trial.
  struct Preparation {
    let assembled: AssembledGame
    let data: DataSummary?
    /// Under the adjacency of the claim.
    let accountant: AccountantStatement
    /// Of the neighbours that the game plays.
    let claim: PrivacyClaim
    /// Everything that the claim says of them, `claim` included.
    let claimedCurve: TradeOffCurve
    /// nil where nothing is stated.
    let claimCheck: ClaimCheck?
    let identity: RunIdentity
  }

  /// Loads the data, wires the game and lets the accountant speak.
  func prepare() throws -> Preparation {
    let dataset = try specification.data.map {
      try Dataset.load($0, relativeTo: directory, seed: specification.seed)
    }
    let assembled = try AssembledGame(specification, dataset: dataset)
    let claimed = specification.claim
    let privacy = try claimedPrivacy(claimed, of: assembled.event, adjacency: assembled.adjacency)
    let data = dataset.map {
      DataSummary(
        records: $0.count, features: $0.featureCount, classes: $0.classes,
        fingerprint: String($0.fingerprint, radix: 16))
    }
    let accountant = try account(assembled.event, delta: claimed.delta, adjacency: claimed.adjacency)
    return Preparation(
      assembled: assembled, data: data, accountant: accountant,
      claim: privacy.tested, claimedCurve: privacy.curve,
      claimCheck: claimed.statement == .ownEvent
        ? nil
        : try checkClaim(
          epsilon: privacy.stated.epsilon, against: accountant, of: assembled.event, delta: claimed.delta,
          adjacency: claimed.adjacency, facts: specification.mechanism.claimFacts(records: dataset?.count)),
      identity: try RunIdentity(
        toolVersion: toolVersion, build: buildIdentity(), kernels: "OpenBLAS \(OpenBLAS.kernelFamily)",
        dataFingerprint: data?.fingerprint ?? "", specification: specification))
  }

  /// Plays the trials that the run file lacks and weighs them all.
  ///
  /// - Parameter startingAfresh: Whether what the run file holds is deleted first.
  /// - Throws: `AuditError.interrupted` when `isCancelled` said so first; what is finished stays in the run file.
  func finish(
    _ preparation: Preparation, startingAfresh: Bool, isQuiet: Bool, isCancelled: @Sendable @escaping () -> Bool
  ) throws -> AuditOutcome {
    let file = try RunFile(at: runFile, for: preparation.identity, startingAfresh: startingAfresh)
    let missing = try file.missingTrials(of: specification.game.trials)
    let finished = specification.game.trials - missing.reduce(0) { $0 + $1.count }
    if finished > 0, !isQuiet {
      note("\(runFile.relativePath) holds \(finished) of \(specification.game.trials) trials already")
    }
    let progress = ProgressReporter(total: specification.game.trials, finished: finished, isQuiet: isQuiet)
    defer { progress.end() }
    let ending = try runner.play(preparation.assembled.game, missing, isCancelled: isCancelled) { block, seconds in
      try file.append(block, seconds: seconds)
      progress.add(block.trials.count)
    }
    guard case .finished = ending else {
      let left = try file.missingTrials(of: specification.game.trials).reduce(0) { $0 + $1.count }
      throw AuditError.interrupted(finished: specification.game.trials - left, of: specification.game.trials)
    }
    let blocks = try file.blocks()
    guard blocks.allSatisfy({ $0.candidates == preparation.assembled.game.candidates }) else {
      throw RunFileError.notARunFile(runFile, reason: "its trials have another number of candidates")
    }
    return try weigh(blocks, preparation, trialSeconds: file.trialSeconds())
  }

  /// What no test can exceed, for the figure; nil, with a note, where ε is not finite down to the δ that the curve goes to.
  private func limitOfMechanism(_ preparation: Preparation) throws -> TradeOffCurve? {
    do {
      return try tradeOffCurve(preparation.assembled.event, adjacency: preparation.claim.adjacency)
    } catch let error as AccountingError {
      note("the figure shows no limit of the mechanism: \(error)")
      return nil
    }
  }

  /// By the rule of the specification.
  private func bound(_ arms: SplitArms, _ claim: PrivacyClaim) throws -> EpsilonLowerBound {
    let significance = specification.evidence.significance
    guard let selection = arms.selection else {
      return try rankGridBound(
        arms.certification, delta: claim.delta, adjacency: claim.adjacency, significance: significance,
        tieBreakingSeed: specification.seed)
    }
    return try twoArmBound(
      arms.certification,
      threshold: chooseThreshold(selection, delta: claim.delta, significance: significance), delta: claim.delta,
      adjacency: claim.adjacency, significance: significance,
      method: "two Clopper–Pearson bounds at a threshold chosen on other trials")
  }

  private func weigh(_ blocks: [TrialBlock], _ preparation: Preparation, trialSeconds: Double) throws -> AuditOutcome {
    let (claim, evidence) = (preparation.claim, specification.evidence)
    let arms = SplitArms(blocks, of: specification.game, thresholds: evidence.thresholds)
    for part in [arms.selection, arms.certification].compactMap(\.self)
    where part.included.isEmpty || part.excluded.isEmpty {
      throw AuditError.emptyArm
    }
    let bound = try bound(arms, claim)
    let failures = blocks.flatMap(\.failures)
    return AuditOutcome(
      specification: specification, data: preparation.data, claim: claim, accountant: preparation.accountant,
      claimCheck: preparation.claimCheck,
      verdict: try judge(bound, against: claim, arms: arms, failedTrials: failures.count),
      bound: bound,
      trials: TrialSummary(
        selection: arms.selection?.sizes, certification: arms.certification.sizes, failureCount: failures.count,
        failures: Array(failures.prefix(5))),
      rocCurve: rocCurve(arms.certification),
      tradeOff: try limitOfMechanism(preparation),
      histogram: ScoreHistogram(arms.certification),
      run: RunRecord(
        toolVersion: toolVersion, command: command, environment: RunRecord.environment(threads: runner.threads),
        trialSeconds: trialSeconds, finishedAt: ISO8601DateFormatter().string(from: Date())))
  }
}

extension MechanismSpecification {
  /// What may have been mixed up with the noise when the claim was computed.
  fileprivate func claimFacts(records: Int?) -> ClaimFacts {
    switch self {
    case .dpSGD(let training):
      ClaimFacts(clipNorm: training.clipNorm, batchSize: records.map { Double($0) * training.samplingProbability })
    case .gaussianSum(let sum): ClaimFacts(clipNorm: sum.bound)
    }
  }
}

extension ScoreArms {
  fileprivate var sizes: TrialSummary.Arms {
    TrialSummary.Arms(included: included.count, excluded: excluded.count)
  }
}

/// An audit that cannot be completed.
enum AuditError: Error, CustomStringConvertible {
  case emptyArm
  case interrupted(finished: Int, of: Int)
  /// All trials are done, and their report cannot be made or written.
  case unreported(reason: String, runFile: String)

  var description: String {
    switch self {
    case .emptyArm:
      "a part of the trials has none in one world; raise game.trialsPerWorld or set game.coins to balanced"
    case .interrupted(let finished, let trials):
      "interrupted after \(finished) of \(trials) trials; the same command goes on from there"
    case .unreported(let reason, let runFile):
      "\(reason). All trials are kept in \(runFile); the same command then makes the report without playing them again"
    }
  }
}

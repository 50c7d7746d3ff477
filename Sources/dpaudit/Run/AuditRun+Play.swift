internal import Evidence
internal import Foundation
internal import Games
internal import Mechanisms
internal import PrivacyModel
internal import RunStore
internal import Synchronization

extension AuditRun {
  /// Plays the trials that the run file lacks and weighs them all.
  ///
  /// - Parameter startingAfresh: Whether what the run file holds is deleted first.
  /// - Throws: `AuditError.interrupted` or `.interruptedLesson` when `isCancelled` said so first; what is finished stays in the run file.
  func finish(
    _ preparation: Preparation, startingAfresh: Bool, isQuiet: Bool, isCancelled: @Sendable @escaping () -> Bool
  ) throws -> AuditOutcome {
    let file = try RunFile(at: runFile, for: preparation.identity, startingAfresh: startingAfresh)
    let trials = specification.game.trials
    let missing = try file.missingTrials(of: trials)
    let finished = trials - missing.reduce(0) { $0 + $1.count }
    if finished > 0, !isQuiet {
      note("\(runFile.relativePath) holds \(finished) of \(trials) trials already")
    }
    let sequential = try sequentialTest(preparation, in: file).map { Mutex($0) }
    defer {
      // What is lost here tells nothing of the trials.
      if let workers = preparation.workers {
        try? file.keep(workers.takeIncidents(), standardErrors: workers.standardErrors())
      }
    }
    @Sendable func hasStopped() -> Bool { sequential?.withLock { $0.stoppingReason != nil } ?? false }
    if !hasStopped() {
      let game = try game(of: preparation, in: file, isQuiet: isQuiet, isCancelled: isCancelled)
      let progress = ProgressReporter(total: trials, finished: finished, isQuiet: isQuiet)
      defer { progress.end() }
      let ending = try runner.play(
        game, missing, isCancelled: { isCancelled() || hasStopped() }
      ) { block, seconds in
        let state = try sequential?.withLock { progress in
          try progress.add(block)
          return try jsonText(progress.test.state)
        }
        try file.append(
          block, seconds: seconds, sequentialState: state, incidents: preparation.workers?.takeIncidents() ?? [])
        progress.add(block.trials.count)
      }
      guard ending == .finished || hasStopped() else {
        let left = try file.missingTrials(of: trials).reduce(0) { $0 + $1.count }
        throw AuditError.interrupted(finished: trials - left, of: trials)
      }
    }
    return try weigh(
      try file.blocks(), sequential?.withLock { $0 }, preparation, trialSeconds: file.trialSeconds(),
      worker: preparation.workers.map { WorkerRecord(statement: $0.statement, incidents: try file.incidents()) })
  }

  /// The sequential test of the ledger with the trials that the run file holds; nil where there is none.
  private func sequentialTest(_ preparation: Preparation, in file: RunFile) throws -> SequentialProgress? {
    guard let share = specification.evidence.ledger.first(where: { $0.method == .sequential }) else { return nil }
    let claim = preparation.claim
    var test = SequentialTest(claim: claim, significance: share.significance, curve: preparation.claimedCurve)
    if let kept = try file.sequentialState() {
      guard let state = try? JSONDecoder().decode(SequentialState.self, from: Data(kept.utf8)),
        state.hasBets(of: test.state), let resumed = try? SequentialTest(resuming: state)
      else {
        throw RunFileError.notARunFile(runFile, reason: "the state of its sequential test is damaged")
      }
      test = resumed
    }
    var progress = SequentialProgress(test, rule: specification.evidence.stop, trials: specification.game.trials)
    do {
      for block in try file.blocks() { try progress.add(block) }
    } catch let error as UnpairedTrials {
      throw RunFileError.notARunFile(runFile, reason: "\(error)")
    }
    return progress
  }
}

/// A state whose text is the same for the same trials.
private func jsonText(_ state: SequentialState) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  return String(decoding: try encoder.encode(state), as: UTF8.self)
}

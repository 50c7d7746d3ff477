internal import Attacks
internal import Foundation
internal import Games
internal import Mechanisms
internal import PrivacyModel
internal import RunStore

extension AuditRun {
  /// The game of the run. One whose attack learns its test plays the training trials first, unless the run file holds the
  /// test already, and keeps it there: a worker without seeds would teach another one.
  ///
  /// - Throws: `AuditError.interruptedLesson` when `isCancelled` said so first.
  func game(
    of preparation: Preparation, in file: RunFile, isQuiet: Bool, isCancelled: @Sendable @escaping () -> Bool
  ) throws -> any Game {
    guard let untaught = preparation.assembled.game as? UntaughtGame else { return preparation.assembled.game }
    if let kept = try file.learnedScore() {
      guard let score = try? JSONDecoder().decode(LearnedScore.self, from: Data(kept.utf8)) else {
        throw RunFileError.notARunFile(runFile, reason: "the test that its attack learned is damaged")
      }
      return untaught.taught(score)
    }
    guard try file.blocks().isEmpty else {
      throw RunFileError.notARunFile(runFile, reason: "the test that its attack learned is missing")
    }
    let training = untaught.trainingTrials
    if !isQuiet { note("learning the test from \(training.trials.count) trials") }
    let ending = try runner.play(training, [training.trials], isCancelled: isCancelled) { _, _ in }
    guard ending == .finished else { throw AuditError.interruptedLesson }
    let score = try untaught.score(learnedFrom: training)
    let silent = training.trialsWithoutOutput
    if silent > 0, !isQuiet { note("\(silent) of them had no output and taught nothing") }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try file.keep(
      learnedScore: String(decoding: try encoder.encode(score), as: UTF8.self),
      incidents: preparation.workers?.takeIncidents() ?? [])
    return untaught.taught(score)
  }
}

import Games
import PrivacyModel
import Testing

/// Releases the number of every trial, negative without the candidate; every seventh may fail.
private struct Counting: ExternalMechanism {
  let blockSize: Int
  var fails = false

  func outputs(
    ofBlock block: Int, memberships: [Membership], seed: UInt64, isCancelled: () -> Bool
  ) -> [ExternalOutput]? {
    guard !isCancelled() else { return nil }
    return memberships.enumerated().map { index, membership in
      let trial = block * blockSize + index
      return fails && trial % 7 == 0 ? .failed("seven") : .number(Double(trial) * (membership == .included ? 1 : -1))
    }
  }
}

@Suite("Training trials") struct TrainingTrialsTests {
  @Test(
    "lie beyond every game, from an even block on, and half of them are in either world", arguments: [1, 3, 7, 1000])
  func range(blockSize: Int) throws {
    let training = TrainingTrials(500, of: Counting(blockSize: blockSize), seed: 3)
    #expect(training.trials.count == 500 && training.trials.lowerBound >= 1 << 40)
    #expect(training.trials.lowerBound % (2 * blockSize) == 0)
    _ = try TrialRunner(threads: 3, blockSize: blockSize).play(training, [training.trials], isCancelled: { false }) {
      _, _ in
    }
    let (outputs, memberships) = training.outputs
    #expect(memberships.count { $0 == .included } == 250)
    let expected = zip(training.trials, memberships).map { trial, membership in
      ExternalOutput.number(Double(trial) * (membership == .included ? 1 : -1))
    }
    #expect(outputs == expected)
  }

  @Test("of which some have no output are counted")
  func failures() throws {
    let training = TrainingTrials(700, of: Counting(blockSize: 10, fails: true), seed: 3)
    _ = try training.play(training.trials, isCancelled: { false })
    #expect(training.trialsWithoutOutput == 100)
  }

  @Test("are dropped when they are cancelled")
  func cancelled() throws {
    let training = TrainingTrials(500, of: Counting(blockSize: 10), seed: 3)
    let ending = try TrialRunner(threads: 2, blockSize: 10).play(
      training, [training.trials], isCancelled: { true }
    ) { _, _ in }
    guard case .cancelled = ending else {
      Issue.record("they went on")
      return
    }
    #expect(training.outputs.outputs.isEmpty)
  }
}

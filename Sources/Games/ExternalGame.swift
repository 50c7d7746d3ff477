package import PrivacyModel

/// Flips coins, has an external mechanism run whole blocks of trials with and without its candidate, and scores what it
/// released.
package struct ExternalGame<Attacker: Attack>: Game where Attacker.Observation == ExternalOutput {
  package let mechanism: any ExternalMechanism
  package let attack: Attacker
  package let coins: CoinRule
  package let seed: UInt64

  package var candidates: Int { 1 }

  package init(mechanism: any ExternalMechanism, attack: Attacker, coins: CoinRule, seed: UInt64) {
    precondition(coins != .lifted, "an external mechanism has one candidate")
    (self.mechanism, self.attack, self.coins, self.seed) = (mechanism, attack, coins, seed)
  }

  /// - Throws: Where the mechanism can run no further block.
  package func play(_ trials: Range<Int>, isCancelled: () -> Bool) throws -> TrialBlock? {
    let coins = Coins(coins, candidates: 1, seed: seed)
    guard let released = try mechanism.outputs(of: trials, coins: coins, seed: seed, isCancelled: isCancelled) else {
      return nil
    }
    var scores: [Double] = []
    scores.reserveCapacity(trials.count)
    var failures: [TrialFailure] = []
    for (trial, (output, membership)) in zip(trials, zip(released.outputs, released.memberships)) {
      switch score(output) {
      case .success(let score): scores.append(score)
      case .failure(let failure):
        scores.append(failure.isLost && membership == .excluded ? .infinity : -.infinity)
        failures.append(TrialFailure(trial: trial, reason: failure.reason, isLost: failure.isLost))
      }
    }
    return TrialBlock(
      trials: trials, candidates: 1, scores: scores, memberships: released.memberships, failures: failures)
  }

  private struct Failure: Error {
    let reason: String
    let isLost: Bool
  }

  private func score(_ output: ExternalOutput) -> Result<Double, Failure> {
    switch output {
    case .failed(let reason): return .failure(Failure(reason: reason, isLost: false))
    case .lost(let reason): return .failure(Failure(reason: reason, isLost: true))
    case .number, .vector, .text: break
    }
    do {
      let score = try attack.score(output, candidate: 0)
      return score.isNaN
        ? .failure(Failure(reason: "the score is not a number", isLost: false)) : .success(score)
    } catch {
      return .failure(Failure(reason: "\(error)", isLost: false))
    }
  }
}

extension ExternalMechanism {
  /// What the trials of a range released, and their worlds; nil once `isCancelled` says so.
  ///
  /// - Throws: Where no further block can be run.
  func outputs(
    of trials: Range<Int>, coins: Coins, seed: UInt64, isCancelled: () -> Bool
  ) throws -> (outputs: [ExternalOutput], memberships: [Membership])? {
    var (outputs, memberships): ([ExternalOutput], [Membership]) = ([], [])
    for block in trials.lowerBound / blockSize..<(trials.upperBound + blockSize - 1) / blockSize {
      let all = block * blockSize..<(block + 1) * blockSize
      let worlds = coins.memberships(of: all)
      guard
        let released = try self.outputs(ofBlock: block, memberships: worlds, seed: seed, isCancelled: isCancelled)
      else { return nil }
      // A block is run as a whole, whichever of its trials were asked for.
      let asked = all.clamped(to: trials)
      let rows = asked.lowerBound - all.lowerBound..<asked.upperBound - all.lowerBound
      outputs += released[rows]
      memberships += worlds[rows]
    }
    return (outputs, memberships)
  }
}

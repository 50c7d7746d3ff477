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
    let (size, coins) = (mechanism.blockSize, Coins(coins, candidates: 1, seed: seed))
    var outcomes: [(score: Double, membership: Membership)] = []
    outcomes.reserveCapacity(trials.count)
    var failures: [TrialFailure] = []
    for block in trials.lowerBound / size..<(trials.upperBound + size - 1) / size {
      let all = block * size..<(block + 1) * size
      let memberships = coins.memberships(of: all)
      guard
        let outputs = try mechanism.outputs(
          ofBlock: block, memberships: memberships, seed: seed, isCancelled: isCancelled)
      else { return nil }
      // A block is run as a whole, whichever of its trials were asked for.
      for trial in all.clamped(to: trials) {
        let membership = memberships[trial - all.lowerBound]
        switch score(outputs[trial - all.lowerBound]) {
        case .success(let score): outcomes.append((score, membership))
        case .failure(let failure):
          outcomes.append((failure.isLost && membership == .excluded ? .infinity : -.infinity, membership))
          failures.append(TrialFailure(trial: trial, reason: failure.reason, isLost: failure.isLost))
        }
      }
    }
    return TrialBlock(
      trials: trials, candidates: 1, scores: outcomes.map(\.score), memberships: outcomes.map(\.membership),
      failures: failures)
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

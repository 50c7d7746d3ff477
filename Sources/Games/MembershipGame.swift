internal import NumericalCore
package import PrivacyModel

/// A game that can be played trial by trial, whatever its mechanism and attack.
package protocol Game: Sendable {
  /// How many coins each trial has.
  var candidates: Int { get }

  /// Plays the trials of a range, in order; nil once `isCancelled` says so.
  func play(_ trials: Range<Int>, isCancelled: () -> Bool) -> TrialBlock?
}

/// Flips coins, runs the mechanism with and without its candidates, and scores what it released.
package struct MembershipGame<Target: Mechanism, Attacker: Attack>: Game
where Target.Observation == Attacker.Observation {
  package let mechanism: Target
  package let attack: Attacker
  package let candidates: Int
  package let coins: CoinRule
  package let seed: UInt64

  package init(mechanism: Target, attack: Attacker, candidates: Int, coins: CoinRule, seed: UInt64) {
    precondition(candidates >= 1, "a game needs at least one candidate, got \(candidates)")
    (self.mechanism, self.attack, self.candidates, self.coins, self.seed) = (
      mechanism, attack, candidates, coins, seed
    )
  }

  package func play(_ trials: Range<Int>, isCancelled: () -> Bool) -> TrialBlock? {
    var scores: [Double] = []
    var memberships: [Membership] = []
    var failures: [TrialFailure] = []
    scores.reserveCapacity(trials.count * candidates)
    memberships.reserveCapacity(trials.count * candidates)
    var flipped = [Membership](repeating: .excluded, count: candidates)
    for index in trials {
      if isCancelled() { return nil }
      flipCoins(of: index, into: &flipped)
      memberships.append(contentsOf: flipped)
      let scoresBefore = scores.count
      do {
        let observation = try mechanism.observe(flipped, in: TrialIdentity(seed: seed, index: index))
        for candidate in 0..<candidates {
          let score = try attack.score(observation, candidate: candidate)
          guard !score.isNaN else { throw ScoreIsNotANumber() }
          scores.append(score)
        }
      } catch {
        scores.removeLast(scores.count - scoresBefore)
        scores.append(contentsOf: repeatElement(-.infinity, count: candidates))
        failures.append(TrialFailure(trial: index, reason: "\(error)"))
      }
    }
    return TrialBlock(
      trials: trials, candidates: candidates, scores: scores, memberships: memberships, failures: failures)
  }

  /// The memberships of trial `index`: a function of (seed, index) alone.
  private func flipCoins(of index: Int, into memberships: inout [Membership]) {
    let isSecondOfPair = coins == .balanced && index % 2 == 1
    var stream = RandomStream(seed: seed, trial: coins == .balanced ? index / 2 : index, purpose: .coin)
    for candidate in memberships.indices {
      let isHeads = stream.next() & 1 == 1
      memberships[candidate] = isHeads != isSecondOfPair ? .included : .excluded
    }
  }
}

private struct ScoreIsNotANumber: Error, CustomStringConvertible {
  var description: String { "the score is not a number" }
}

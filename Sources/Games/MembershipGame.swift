package import PrivacyModel

/// A game that can be played trial by trial, whatever its mechanism and attack.
package protocol Game: Sendable {
  /// How many coins each trial has.
  var candidates: Int { get }

  /// Plays the trials of a range, in order; nil once `isCancelled` says so.
  ///
  /// - Throws: Where no further trial can be played. A trial that fails is an outcome and throws nothing.
  func play(_ trials: Range<Int>, isCancelled: () -> Bool) throws -> TrialBlock?
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
    var outcomes = Outcomes()
    outcomes.scores.reserveCapacity(trials.count * candidates)
    outcomes.memberships.reserveCapacity(trials.count * candidates)
    let coins = Coins(coins, candidates: candidates, seed: seed)
    var start = trials.lowerBound
    while start < trials.upperBound {
      if isCancelled() { return nil }
      // So many that what is done once for all of them does not show, so few that they stay in the cache.
      let chunk = start..<min(trials.upperBound, start + 4096)
      let memberships = coins.memberships(of: chunk)
      outcomes.memberships.append(contentsOf: memberships)
      if let scores = scoresAtOnce(memberships, chunk) {
        outcomes.scores.append(contentsOf: scores)
      } else {
        guard playOneByOne(memberships, chunk, into: &outcomes, isCancelled: isCancelled) else { return nil }
      }
      start = chunk.upperBound
    }
    return TrialBlock(
      trials: trials, candidates: candidates, scores: outcomes.scores, memberships: outcomes.memberships,
      failures: outcomes.failures)
  }

  private struct Outcomes {
    var scores: [Double] = []
    var memberships: [Membership] = []
    var failures: [TrialFailure] = []
  }

  /// The scores of a chunk where mechanism and attack take many trials at once; nil where they do not, and where one of
  /// the scores is not a number, so that the trial is found.
  private func scoresAtOnce(_ memberships: [Membership], _ chunk: Range<Int>) -> [Double]? {
    guard
      let observations = mechanism.observe(memberships, trials: chunk, seed: seed),
      let scores = attack.scores(observations, candidates: candidates), !scores.contains(where: { $0.isNaN })
    else { return nil }
    precondition(scores.count == memberships.count, "one score for each trial and candidate")
    return scores
  }

  /// False when cancelled.
  private func playOneByOne(
    _ memberships: [Membership], _ chunk: Range<Int>, into outcomes: inout Outcomes, isCancelled: () -> Bool
  ) -> Bool {
    for index in chunk {
      if isCancelled() { return false }
      let row = (index - chunk.lowerBound) * candidates
      let scoresBefore = outcomes.scores.count
      do {
        let observation = try mechanism.observe(
          Array(memberships[row..<row + candidates]), in: TrialIdentity(seed: seed, index: index))
        for candidate in 0..<candidates {
          let score = try attack.score(observation, candidate: candidate)
          guard !score.isNaN else { throw ScoreIsNotANumber() }
          outcomes.scores.append(score)
        }
      } catch {
        outcomes.scores.removeLast(outcomes.scores.count - scoresBefore)
        outcomes.scores.append(contentsOf: repeatElement(-.infinity, count: candidates))
        outcomes.failures.append(TrialFailure(trial: index, reason: "\(error)"))
      }
    }
    return true
  }
}

private struct ScoreIsNotANumber: Error, CustomStringConvertible {
  var description: String { "the score is not a number" }
}

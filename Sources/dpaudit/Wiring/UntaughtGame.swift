internal import Attacks
internal import Games
internal import Mechanisms
internal import PrivacyModel

/// A game on an external mechanism whose attack learns its test first. It is not to be played, but `taught` is.
struct UntaughtGame: Game {
  let workers: WorkerPool
  let attack: LearnedAttackSpecification
  let coins: CoinRule
  let seed: UInt64

  var candidates: Int { 1 }

  func play(_ trials: Range<Int>, isCancelled: () -> Bool) -> TrialBlock? {
    preconditionFailure("the attack of this game has no test yet")
  }

  /// What is played first.
  var trainingTrials: TrainingTrials { TrainingTrials(attack.trainingTrials, of: workers, seed: seed) }

  /// The test that `training`, played to its end, teaches.
  ///
  /// - Throws: Where it teaches none.
  func score(learnedFrom training: TrainingTrials) throws -> LearnedScore {
    let (outputs, memberships) = training.outputs
    return try LearnedScore(attack.model, from: outputs, memberships: memberships, seed: seed)
  }

  /// The game itself.
  func taught(_ score: LearnedScore) -> any Game {
    ExternalGame(mechanism: workers, attack: score, coins: coins, seed: seed)
  }
}

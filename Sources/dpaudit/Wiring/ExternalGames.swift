internal import Attacks
internal import Games
internal import Mechanisms
internal import PrivacyModel

extension AssembledGame {
  /// - Parameter workers: Of the specification's mechanism, which is external.
  /// - Throws: `InvalidValue` where the attack does not fit what the workers release.
  init(_ workers: WorkerPool, _ specification: AuditSpecification) throws {
    guard case .external(let external) = specification.mechanism else {
      preconditionFailure("workers run external mechanisms")
    }
    let kind = workers.statement.output
    let reading: ExternalAttack.Reading
    switch specification.attack {
    case .output: reading = .output
    case .absoluteValue: reading = .absoluteValue
    case .norm: reading = .norm
    case .projection(let direction): reading = .projection(direction)
    case .lowestBit: reading = .lowestBit
    case .learned(let learned):
      try LearnedScore.check(learned.model, on: kind)
      self.init(
        game: UntaughtGame(
          workers: workers, attack: learned, coins: specification.game.coins, seed: specification.seed),
        event: external.event, adjacency: specification.game.neighbours)
      return
    case .loss, .gradientProjection, .weightProjection, .likelihoodRatio:
      preconditionFailure("the attack is none on external mechanisms")
    }
    self.init(
      game: ExternalGame(
        mechanism: workers, attack: try ExternalAttack(reading, of: kind), coins: specification.game.coins,
        seed: specification.seed),
      event: external.event, adjacency: specification.game.neighbours)
  }
}

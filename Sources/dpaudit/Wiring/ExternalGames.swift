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
    func game<Attacker: Attack>(_ attack: Attacker) -> any Game where Attacker.Observation == ExternalOutput {
      ExternalGame(
        mechanism: workers, attack: attack, coins: specification.game.coins, seed: specification.seed)
    }
    let reading: ExternalAttack.Reading
    switch specification.attack {
    case .output: reading = .output
    case .absoluteValue: reading = .absoluteValue
    case .norm: reading = .norm
    case .projection(let direction): reading = .projection(direction)
    case .lowestBit: reading = .lowestBit
    case .learned, .loss, .gradientProjection, .weightProjection, .likelihoodRatio:
      preconditionFailure("the attack is none on external mechanisms")
    }
    self.init(
      game: game(try ExternalAttack(reading, of: kind)), event: external.event,
      adjacency: specification.game.neighbours)
  }
}

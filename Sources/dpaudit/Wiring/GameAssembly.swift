package import Games
package import Learning
package import PrivacyModel

/// A game ready to be played, and what its mechanism claims to do.
package struct AssembledGame: Sendable {
  package let game: any Game
  package let event: MechanismEvent
  package let adjacency: Adjacency

  /// Wires mechanism, canary and attack as the specification says.
  ///
  /// - Parameter dataset: What `specification.data` names; nil where it names nothing.
  /// - Throws: `InvalidValue` for a value that does not fit the dataset.
  package init(_ specification: AuditSpecification, dataset: Dataset?) throws {
    switch (specification.mechanism, dataset) {
    case (.gaussianSum(let sum), _): self.init(gaussian: sum, specification)
    case (.laplaceSum(let sum), _): self.init(laplace: sum, specification)
    case (.gaussianVectorSum(let sum), _): self.init(sum, specification)
    case (.query(let query), _): self.init(query, specification)
    case (.dpSGD(let training), let dataset?): try self.init(training, dataset, specification)
    case (.dpSGD, nil): preconditionFailure("dp-sgd trains on a dataset")
    }
  }

  init<Target: Mechanism, Attacker: Attack>(
    _ mechanism: Target, _ attack: Attacker, _ specification: AuditSpecification
  ) where Target.Observation == Attacker.Observation {
    game = MembershipGame(
      mechanism: mechanism, attack: attack, candidates: specification.game.candidates, coins: specification.game.coins,
      seed: specification.seed)
    event = mechanism.event
    adjacency = mechanism.adjacency
  }
}

package import Games
package import Learning
package import Mechanisms
package import PrivacyModel

/// A game ready to be played, and what its mechanism claims to do.
package struct AssembledGame: Sendable {
  package let game: any Game
  /// nil where nobody says what an external mechanism does.
  package let event: MechanismEvent?
  package let adjacency: Adjacency

  /// Wires mechanism, canary and attack as the specification says.
  ///
  /// - Parameters:
  ///   - dataset: What `specification.data` names; nil where it names nothing.
  ///   - workers: Of an external mechanism; nil for others.
  /// - Throws: `InvalidValue` for a value that does not fit the dataset, or what the workers release.
  package init(_ specification: AuditSpecification, dataset: Dataset?, workers: WorkerPool? = nil) throws {
    if let workers {
      try self.init(workers, specification)
      return
    }
    switch (specification.mechanism, dataset) {
    case (.gaussianSum(let sum), _): self.init(gaussian: sum, specification)
    case (.laplaceSum(let sum), _): self.init(laplace: sum, specification)
    case (.gaussianVectorSum(let sum), _): self.init(sum, specification)
    case (.query(let query), _): self.init(query, specification)
    case (.dpSGD(let training), let dataset?): try self.init(training, dataset, specification)
    case (.dpSGD, nil): preconditionFailure("dp-sgd trains on a dataset")
    case (.external, _): preconditionFailure("an external mechanism needs workers")
    }
  }

  init(game: any Game, event: MechanismEvent?, adjacency: Adjacency) {
    (self.game, self.event, self.adjacency) = (game, event, adjacency)
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

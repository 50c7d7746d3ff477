package import PrivacyModel

/// A mechanism for either world of a single candidate: what becomes of a training whose parts were chosen by looking at
/// the data.
package struct EitherWorld<World: Mechanism>: Mechanism {
  private let included: World
  private let excluded: World

  package init(included: World, excluded: World) { (self.included, self.excluded) = (included, excluded) }

  package var event: MechanismEvent { included.event }
  package var adjacency: Adjacency { included.adjacency }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> World.Observation {
    precondition(memberships.count == 1, "two worlds are those of one candidate")
    return try (memberships[0] == .included ? included : excluded).observe(memberships, in: trial)
  }
}

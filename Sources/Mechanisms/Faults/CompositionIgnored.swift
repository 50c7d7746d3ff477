package import PrivacyModel

/// A known bug: the budget of one run is claimed for several, all of which are released.
package struct CompositionIgnored<Run: Mechanism>: Mechanism {
  private let run: Run
  private let count: Int

  package init(_ run: Run, count: Int) { (self.run, self.count) = (run, count) }

  /// Of one run.
  package var event: MechanismEvent { run.event }
  package var adjacency: Adjacency { run.adjacency }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> [Run.Observation] {
    try (0..<count).map { try run.observe(memberships, in: trial.repetition($0)) }
  }
}

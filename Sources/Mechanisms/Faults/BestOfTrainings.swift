package import PrivacyModel

/// A known bug: of several runs the best on the private data is released, under the claim of one.
///
/// - Reference: Papernot and Steinke, "Hyperparameter Tuning with Renyi Differential Privacy", arXiv:2110.03620, on what
///   such a choice costs.
package struct BestOfTrainings<Run: Mechanism>: Mechanism {
  private let run: Run
  private let count: Int
  private let merit: @Sendable (Run.Observation, [Membership]) -> Double

  /// - Parameter merit: What a run is worth on the private data.
  package init(_ run: Run, count: Int, merit: @escaping @Sendable (Run.Observation, [Membership]) -> Double) {
    precondition(count >= 1, "the best of no runs is none")
    (self.run, self.count, self.merit) = (run, count, merit)
  }

  /// Of one run.
  package var event: MechanismEvent { run.event }
  package var adjacency: Adjacency { run.adjacency }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> Run.Observation {
    var best = try run.observe(memberships, in: trial.repetition(0))
    for number in 1..<max(1, count) {
      let other = try run.observe(memberships, in: trial.repetition(number))
      if merit(other, memberships) > merit(best, memberships) { best = other }
    }
    return best
  }
}

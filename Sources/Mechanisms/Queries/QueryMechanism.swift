package import NumericalCore
package import PrivacyModel

/// A randomised algorithm that releases something about the true answers to a few queries.
package protocol QueryAlgorithm<Release>: Sendable {
  associatedtype Release: Sendable

  /// Draws everything from `stream`, in the order of its doc comment.
  func release(_ answers: [Double], using stream: inout RandomStream) -> Release
}

/// A query on data with or without one candidate.
package struct QueryMechanism<Algorithm: QueryAlgorithm>: Mechanism {
  package let algorithm: Algorithm
  package let answers: NeighbouringAnswers
  package let event: MechanismEvent
  package var adjacency: Adjacency { .addOrRemove }

  /// - Parameter event: What the algorithm claims to do, which a faulty one belies.
  package init(_ algorithm: Algorithm, on answers: NeighbouringAnswers, event: MechanismEvent) {
    (self.algorithm, self.answers, self.event) = (algorithm, answers, event)
  }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) -> Algorithm.Release {
    precondition(memberships.count == 1, "a query has one candidate, got \(memberships.count)")
    return release(memberships[0], trial: trial.index, seed: trial.seed)
  }

  package func observe(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Algorithm.Release]? {
    zip(memberships, trials).map { release($0, trial: $1, seed: seed) }
  }

  private func release(_ membership: Membership, trial: Int, seed: UInt64) -> Algorithm.Release {
    var stream = RandomStream(seed: seed, trial: trial, purpose: .noise)
    return algorithm.release(answers[membership], using: &stream)
  }
}

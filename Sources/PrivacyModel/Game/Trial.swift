/// Whether a candidate record was in the data of a trial.
package enum Membership: UInt8, Codable, Sendable {
  case excluded = 0
  case included = 1
}

/// Which trial of which audit: the address of every random draw in it.
package struct TrialIdentity: Hashable, Sendable {
  package let seed: UInt64
  package let index: Int

  package init(seed: UInt64, index: Int) {
    (self.seed, self.index) = (seed, index)
  }
}

/// The outcomes of consecutive trials: a (trials × candidates) table of scores beside a table of memberships.
package struct TrialBlock: Hashable, Sendable {
  /// The indices of the trials.
  package let trials: Range<Int>
  package let candidates: Int
  /// Row-major (trials, candidates); larger means more likely included. A failed trial scores −∞.
  package let scores: [Double]
  /// Row-major (trials, candidates).
  package let memberships: [Membership]
  package let failures: [TrialFailure]

  package init(
    trials: Range<Int>, candidates: Int, scores: [Double], memberships: [Membership], failures: [TrialFailure]
  ) {
    precondition(
      scores.count == trials.count * candidates && memberships.count == scores.count,
      "\(trials.count) trials of \(candidates) candidates need as many scores and memberships")
    (self.trials, self.candidates) = (trials, candidates)
    (self.scores, self.memberships, self.failures) = (scores, memberships, failures)
  }
}

/// A trial that ended without a score. It is an outcome of the mechanism, and counts as looking excluded.
package struct TrialFailure: Hashable, Codable, Sendable {
  package let trial: Int
  package let reason: String

  package init(trial: Int, reason: String) {
    (self.trial, self.reason) = (trial, reason)
  }
}

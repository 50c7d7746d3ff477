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
  /// Row-major (trials, candidates); larger means more likely included. A failed trial scores −∞, or +∞ where it was lost
  /// in the world without the candidate.
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

/// A trial that ended without a score. It is an outcome.
package struct TrialFailure: Hashable, Sendable {
  package let trial: Int
  package let reason: String
  /// Whether it was the audit that lost the trial, and not the mechanism that failed. What the mechanism fails at counts as
  /// looking excluded; what was lost counts against the attack in either world.
  package let isLost: Bool

  package init(trial: Int, reason: String, isLost: Bool = false) {
    (self.trial, self.reason, self.isLost) = (trial, reason, isLost)
  }
}

/// As JSON: `isLost` only where it is so.
extension TrialFailure: Codable {
  private enum Key: String, CodingKey {
    case trial, reason, isLost
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      trial: try container.decode(Int.self, forKey: .trial),
      reason: try container.decode(String.self, forKey: .reason),
      isLost: try container.decodeIfPresent(Bool.self, forKey: .isLost) ?? false)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(trial, forKey: .trial)
    try container.encode(reason, forKey: .reason)
    if isLost { try container.encode(true, forKey: .isLost) }
  }
}

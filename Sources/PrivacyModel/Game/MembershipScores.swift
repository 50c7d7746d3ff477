/// Scores of candidates in the order in which they were played or stored, each beside whether it was included.
package struct MembershipScores: Hashable, Sendable {
  /// Larger means more likely included; a failed trial is −∞ or +∞. Never NaN.
  package private(set) var scores: [Double] = []
  package private(set) var memberships: [Membership] = []

  package init() {}

  /// The scores of single-candidate trials.
  package init(_ blocks: [TrialBlock]) {
    for block in blocks {
      for (score, membership) in zip(block.scores, block.memberships) { append(score, membership) }
    }
  }

  package var count: Int { scores.count }

  package mutating func append(_ score: Double, _ membership: Membership) {
    precondition(!score.isNaN, "a score is a number, not NaN")
    scores.append(score)
    memberships.append(membership)
  }
}

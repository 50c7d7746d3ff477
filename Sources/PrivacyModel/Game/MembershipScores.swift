/// Scores of candidates in the order in which they were played or stored, each beside whether it was included.
package struct MembershipScores: Hashable, Sendable {
  /// Larger means more likely included; a failed trial is −∞ or +∞. Never NaN.
  package private(set) var scores: [Double] = []
  package private(set) var memberships: [Membership] = []

  package init() {}

  /// The scores of all candidates of the trials before one.
  package init(_ blocks: [TrialBlock], before end: Int = .max) {
    for block in blocks {
      let rows = max(0, min(block.trials.upperBound, end) - block.trials.lowerBound)
      scores += block.scores.prefix(rows * block.candidates)
      memberships += block.memberships.prefix(rows * block.candidates)
    }
  }

  /// The scores of the candidates of a lifted game that are weighed: those included in world 1, and those excluded in
  /// world 0.
  package init(lifted blocks: [TrialBlock], before end: Int = .max) {
    for block in blocks {
      for row in 0..<max(0, min(block.trials.upperBound, end) - block.trials.lowerBound) {
        let candidates = row * block.candidates..<(row + 1) * block.candidates
        let included = block.memberships[candidates].count { $0 == .included }
        let world: Membership = included == liftedCandidates(block.candidates, in: .included) ? .included : .excluded
        for index in candidates where block.memberships[index] == world {
          append(block.scores[index], world)
        }
      }
    }
  }

  package var count: Int { scores.count }

  package mutating func append(_ score: Double, _ membership: Membership) {
    precondition(!score.isNaN, "a score is a number, not NaN")
    scores.append(score)
    memberships.append(membership)
  }
}

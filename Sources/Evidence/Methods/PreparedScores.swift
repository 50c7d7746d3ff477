internal import NumericalCore
package import PrivacyModel

/// Scores in the forms that the methods want, each made once.
package struct PreparedScores: Sendable {
  let scores: MembershipScores
  package let arms: ScoreArms
  /// nil where an arm is too small to be split.
  private let splitArms: SplitArms?
  /// The bound at the threshold that the first trials of either arm chose; nil where an arm is too small to be split.
  let split: TwoArmBound?
  /// The bound on all trials at the threshold that was fixed beforehand; nil where none was.
  let fixed: TwoArmBound?
  /// nil where coins are not known to be fair.
  let ranking: CanaryRanking?
  /// Of the claimed mechanism; nil where that is not known.
  let family: TradeOffFamily?

  /// - Parameter scores: Both arms have one at least.
  /// - Throws: What Clopper–Pearson bounds throw.
  package init(_ scores: MembershipScores, _ question: BoundQuestion, family: TradeOffFamily? = nil) throws {
    self.scores = scores
    self.family = family
    let (included, excluded) = scores.inOrder
    precondition(!included.isEmpty && !excluded.isEmpty, "both arms need a score")
    arms = ScoreArms(included: included, excluded: excluded)
    splitArms =
      min(included.count, excluded.count) < 2
      ? nil : SplitArms(included: included, excluded: excluded, selectionFraction: question.selectionFraction)
    split = try splitArms.map { try $0.bound(question) }
    fixed = try arms.bound(question)
    var stream = RandomStream(seed: question.tieBreakingSeed, trial: 2, purpose: .tieBreaking)
    ranking =
      question.hasFairCoins
      ? CanaryRanking(scores: scores.scores, memberships: scores.memberships, breakingTiesBy: &stream) : nil
  }
}

extension PreparedScores {
  /// The same scores for another question, which differs in δ and significance alone.
  init(_ other: PreparedScores, for question: BoundQuestion) throws {
    (scores, arms, ranking, family, splitArms) = (
      other.scores, other.arms, other.ranking, other.family, other.splitArms
    )
    split = try splitArms.map { try $0.bound(question) }
    fixed = try arms.bound(question)
  }

  /// At the threshold of the question, or where it has none at the one that the first trials chose.
  func atThreshold(_ question: BoundQuestion) -> TwoArmBound? { question.threshold == nil ? split : fixed }
}

extension ScoreArms {
  fileprivate func bound(_ question: BoundQuestion) throws -> TwoArmBound? {
    try question.threshold.map {
      try twoArmBound(
        self, threshold: $0, delta: question.delta, adjacency: question.adjacency, significance: question.significance)
    }
  }
}

extension SplitArms {
  fileprivate func bound(_ question: BoundQuestion) throws -> TwoArmBound {
    try splitBound(
      self, delta: question.delta, adjacency: question.adjacency, significance: question.significance)
  }
}

extension MembershipScores {
  /// The scores of either arm in their order.
  package var inOrder: (included: [Double], excluded: [Double]) {
    var arms: (included: [Double], excluded: [Double]) = ([], [])
    for (score, membership) in zip(scores, memberships) {
      if membership == .included { arms.included.append(score) } else { arms.excluded.append(score) }
    }
    return arms
  }
}

extension ScoreArms {
  package init(_ scores: MembershipScores) {
    let (included, excluded) = scores.inOrder
    self.init(included: included, excluded: excluded)
  }
}

internal import NumericalCore
package import PrivacyModel

/// Scores in the forms that the methods want, each made once.
package struct PreparedScores: Sendable {
  let scores: MembershipScores
  package let arms: ScoreArms
  /// The bound at the threshold that the first trials of either arm chose; nil where an arm is too small to be split.
  let split: TwoArmBound?
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
    arms = ScoreArms(included: included, excluded: excluded)
    split =
      min(included.count, excluded.count) < 2
      ? nil
      : try splitBound(
        SplitArms(included: included, excluded: excluded, selectionFraction: question.selectionFraction),
        delta: question.delta, adjacency: question.adjacency, significance: question.significance)
    var stream = RandomStream(seed: question.tieBreakingSeed, trial: 2, purpose: .tieBreaking)
    ranking =
      question.hasFairCoins
      ? CanaryRanking(scores: scores.scores, memberships: scores.memberships, breakingTiesBy: &stream) : nil
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

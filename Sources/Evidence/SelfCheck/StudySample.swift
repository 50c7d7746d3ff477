internal import NumericalCore
package import PrivacyModel

/// The scores of one repetition, with what several bounds make of them in common.
package final class StudySample {
  /// Candidates of one run, which may be correlated.
  package let candidates: MembershipScores
  /// As many independent trials of one candidate.
  package let trials: MembershipScores
  package let arms: ScoreArms
  package let question: BoundQuestion

  private var splits: [Double: EpsilonLowerBound] = [:]

  package init(candidates: MembershipScores, trials: MembershipScores, question: BoundQuestion) {
    (self.candidates, self.trials, self.question) = (candidates, trials, question)
    arms = ScoreArms(trials)
  }

  private lazy var halves = trials.halves

  /// The bound at the threshold that the first half of either arm chose; nil where an arm has no half.
  package func split(delta: Double) throws -> EpsilonLowerBound? {
    if let known = splits[delta] { return known }
    guard min(arms.included.count, arms.excluded.count) >= 2 else { return nil }
    let split = try splitBound(
      halves, delta: delta, adjacency: question.adjacency, significance: question.significance)
    splits[delta] = split
    return split
  }

  /// As many guesses on either side as a tenth of the candidates.
  package lazy var guesses: OneRunGuesses = {
    var stream = RandomStream(seed: question.tieBreakingSeed, trial: 2, purpose: .tieBreaking)
    let ranking = CanaryRanking(
      scores: candidates.scores, memberships: candidates.memberships, breakingTiesBy: &stream)
    let side = max(1, candidates.count / 10)
    return ranking.guesses(GuessCounts(included: side, excluded: side))
  }()
}

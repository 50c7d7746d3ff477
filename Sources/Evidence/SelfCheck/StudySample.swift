package import PrivacyModel

/// The scores of one repetition, with what several bounds make of them in common.
package struct StudySample: Sendable {
  /// Candidates of one run, which may be correlated.
  package let candidates: PreparedScores
  /// As many independent trials of one candidate.
  package let trials: PreparedScores
  package let question: BoundQuestion
  /// The question at δ = 0, and the trials prepared for it.
  package let pure: (question: BoundQuestion, trials: PreparedScores)

  package init(candidates: MembershipScores, trials: MembershipScores, question: BoundQuestion) throws {
    self.question = question
    self.trials = try PreparedScores(trials, question)
    self.candidates = candidates == trials ? self.trials : try PreparedScores(candidates, question)
    let pureQuestion = question.with(delta: 0)
    pure = (pureQuestion, try PreparedScores(self.trials, for: pureQuestion))
  }
}

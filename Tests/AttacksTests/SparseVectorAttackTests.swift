import Attacks
import PrivacyModel
import Testing

@Suite("The table of a sparse vector technique") struct SparseVectorAttackTests {
  private static let answers = NeighbouringAnswers(excluded: [0, 1, 0.5, 2], effects: [1, -1, 1, -1])

  @Test("is within 1e-4 of the law, at values between its points and beyond them")
  func values() {
    let rule = SparseVectorRule(
      threshold: 1, thresholdScale: 2, queryScale: 3, mostAbove: 2, releasesValues: true)
    let exact = LikelihoodRatioAttack(SparseVectorLaw(rule), on: Self.answers)
    let table = SparseVectorAttack(rule, on: Self.answers)
    for first in [-9.3, -0.2, 0.37, 1.01, 1.9, 6.6, 31] {
      for second in [-4, 0.77, 1, 1.7, 12, 80] {
        let said: [SparseVectorAnswer] = [.below, .value(first), .below, .value(second)]
        #expect(abs(table.score(said, candidate: 0) - exact.score(said, candidate: 0)) < 1e-4)
      }
    }
    #expect(table.scores([[.below, .below, .below, .below]], candidates: 1)?.count == 1)
  }

  @Test("has the scores of the law where no values are released, and its range")
  func transcripts() {
    let rule = SparseVectorRule(threshold: 1, thresholdScale: 2, queryScale: 3, mostAbove: 2)
    let exact = LikelihoodRatioAttack(SparseVectorLaw(rule), on: Self.answers)
    let table = SparseVectorAttack(rule, on: Self.answers)
    let transcripts = SparseVectorAnswer.transcripts(queries: 4, mostAbove: 2)
    let scores = transcripts.map { exact.score($0, candidate: 0) }
    #expect(table.scores(transcripts, candidates: 1) == scores)
    #expect(table.logRatioRange == LogRatioRange(SparseVectorLaw(rule), of: transcripts, on: Self.answers))
    #expect(transcripts.count == 11 && Set(transcripts).count == 11)
  }
}

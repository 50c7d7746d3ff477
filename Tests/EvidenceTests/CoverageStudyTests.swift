import Evidence
import Foundation
import PrivacyModel
import Testing

@Suite("The study of bounds at known truths") struct CoverageStudyTests {
  static func study(
    repetitions: Int, sizes: [Int] = [50], comparedSizes: [Int] = [], bounds: [StudiedBound] = StudiedBound.all
  ) -> CoverageStudy {
    CoverageStudy(
      seed: 11, repetitions: repetitions, largeRepetitions: 1, sizes: sizes, comparedSizes: comparedSizes,
      bounds: bounds)
  }

  @Test("finds no violation, and the same with one thread and with three")
  func small() throws {
    let study = Self.study(repetitions: 12, sizes: [50, 120], comparedSizes: [40])
    let summary = try study.run(threads: 3) {}
    #expect(summary.violations.isEmpty)
    let again = try study.run(threads: 1) {}
    #expect(again == summary)
    // Intervals for a ratio are left out where no ε at δ = 0 is finite: at four laws.
    let laws = CoverageStudy.laws.count
    #expect(summary.cells.count == 2 * (StudiedBound.all.count * laws - StudiedBound.all.filter(\.isPure).count * 4))
    #expect(
      summary.cells.allSatisfy { cell in
        cell.repetitions == 12 && cell.leastRate <= cell.rate && cell.rate <= cell.greatestRate
      })
    #expect(summary.comparisons.count == 16 && summary.comparisons.allSatisfy { $0.mean <= $0.truth })
    let decoded = try JSONDecoder().decode(CoverageSummary.self, from: JSONEncoder().encode(summary))
    #expect(decoded == summary)
  }

  @Test("repeats large sizes as often as it is told")
  func largeSizes() {
    let study = Self.study(repetitions: 7, sizes: [50, 20_000, 20_001])
    #expect([50, 20_000, 20_001].map { study.repetitions(at: $0) } == [7, 7, 1])
    #expect(study.work == CoverageStudy.laws.count * 15)
  }

  @Test("catches a bound that spends eight times the significance it claims")
  func brokenBound() throws {
    let broken = StudiedBound(name: "broken", label: .exact, covers: { _ in true }) { sample in
      try rankGridBound(
        sample.trials.arms, delta: sample.question.delta, adjacency: .addOrRemove,
        significance: 8 * sample.question.significance, tieBreakingSeed: sample.question.tieBreakingSeed
      ).epsilon
    }
    let honest = StudiedBound(.rankGrid)
    let summary = try Self.study(repetitions: 150, bounds: [broken, honest]).run(threads: 2) {}
    #expect(summary.violations.contains { $0.method == "broken" && $0.law == "pure noise" })
    #expect(!summary.violations.contains { $0.method == honest.name })
  }

  @Test("says nothing of a bound that claims nothing")
  func unclaimed() throws {
    let wrong = StudiedBound(name: "wrong", label: .asymptotic, covers: { _ in false }, bound: { _ in 100 })
    let summary = try Self.study(repetitions: 20, bounds: [wrong]).run(threads: 1) {}
    #expect(summary.violations.isEmpty && summary.cells.allSatisfy { $0.isExceeded && $0.failures == 20 })
  }

  @Test("asks every method for what a user gets of it", arguments: SyntheticMechanism.allCases)
  func sameAsTable(mechanism: SyntheticMechanism) throws {
    let arms = mechanism.arms(trialsPerArm: 90, repetition: 3)
    var scores = MembershipScores()
    for (included, excluded) in zip(arms.included, arms.excluded) {
      scores.append(included, .included)
      scores.append(excluded, .excluded)
    }
    let question = BoundQuestion(
      delta: 1e-5, adjacency: .addOrRemove, significance: 0.05, hasFairCoins: true, tieBreakingSeed: 4)
    let table = try boundTable(scores, question, decisive: .rankGrid)
    let sample = try StudySample(candidates: scores, trials: scores, question: question)
    for method in BoundMethod.allCases where method != .randomBit {
      let row = try #require(table.rows.first { $0.method == method.name })
      let bound = try StudiedBound(method).bound(sample)
      #expect(bound == row.epsilon, "\(method.name)")
    }
  }
}

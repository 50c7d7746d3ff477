import Foundation
import PrivacyModel
import Testing
import dpaudit

@Suite("The studies of whole audits") struct TightnessStudyTests {
  @Test("bounds come near ε and stay below it, missing noise is noticed, and the threads do not matter")
  func tightness() throws {
    let settings = [
      TightnessStudy.Setting(epsilon: 4, samplingProbability: 1, steps: 2),
      TightnessStudy.Setting(epsilon: 4, samplingProbability: 1, steps: 2, noiseShare: 0.5),
    ]
    let study = TightnessStudy(seed: 3, repetitions: 10, trialsPerWorld: 2000, settings: settings)
    #expect(study.work == 11)
    let summary = try study.run(threads: 2) {}
    #expect(try summary == study.run(threads: 1) {})
    let methods = try #require(summary.settings.first).methods
    #expect(methods.map(\.method) == [.rankGrid, .ownTradeOff])
    // The exact bound on 2,000 trials is about 0.4 of ε, the other about 0.8.
    #expect((0.3...0.6).contains(methods[0].meanShare) && (0.7...0.95).contains(methods[1].meanShare))
    let exceeded = methods.reduce(0) { $0 + $1.exceeded }
    #expect(exceeded == 0 && summary.violations == 0)
    let fault = try #require(summary.faults.first)
    #expect(fault.refutedByRanks == 1)
    #expect(try #require(fault.medianPairs) < 500)
  }

  @Test("every adversary gets its audits, at as few trials as published and at all")
  func adversaries() throws {
    let study = try AdversaryStudy(
      seed: 1, trialsPerWorld: 20,
      data: DataSpecification(
        source: .gaussianBlobs(examples: 30, features: 4, classes: 3, spread: 1), scale: 1, examples: nil),
      relativeTo: URL(filePath: "/"))
    let summary = try study.run(threads: 2) {}
    #expect(summary.rows.count == study.work && study.work == 56)
    let areComplete = summary.rows.allSatisfy { $0.answers.map(\.trialsPerWorld) == [20] }
    #expect(areComplete)
  }
}

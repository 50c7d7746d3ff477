import PrivacyModel
import Reporting
import Testing

@Suite("Reports of studies of audits") struct StudyReportTests {
  @Test("of tightness: a row for each method, the missing noise, and the violations")
  func tightness() {
    let summary = TightnessSummary(
      seed: 7, significance: 0.05, delta: 1e-5, trialsPerWorld: 10_000,
      settings: [
        .init(
          epsilon: 4, noiseMultiplier: 2.1623, samplingProbability: 1, steps: 4, repetitions: 1000,
          methods: [
            .init(method: .rankGrid, meanShare: 0.538, deviation: 0.042, exceeded: 0, isExceeded: false),
            .init(method: .ownTradeOff, meanShare: 0.921, deviation: 0.021, exceeded: 90, isExceeded: true),
          ])
      ],
      faults: [
        .init(claimedEpsilon: 4, noiseShare: 0.8, repetitions: 100, refutedByRanks: 99, medianPairs: 2083),
        .init(claimedEpsilon: 4, noiseShare: 0.99, repetitions: 100, refutedByRanks: 3, medianPairs: nil),
      ])
    let report = tightnessReport(summary, toolVersion: "0.1.0")
    #expect(report.contains("| 4 | 2.162 | 1 | 4 | 1000 | rank-grid | exact | 0.538 | 0.042 | 0 |"))
    #expect(report.contains("| own-trade-off | resting on an assumption | 0.921 | 0.021 | 90 |"))
    #expect(report.contains("| 4 | 0.8 | 100 | 99 | 2083 |"))
    #expect(report.contains("| 4 | 0.99 | 100 | 3 | more than were played |"))
    #expect(report.hasSuffix("1 violation\n"))
  }

  @Test("of adversaries: a table for each model, what is no bound in italics, and how many of the others exceed ε")
  func adversaries() {
    func row(_ model: String, exact: Double) -> AdversarySummary.Row {
      .init(
        model: model, adversary: "black box", epsilon: 2,
        answers: [
          .init(trialsPerWorld: 100, exact: exact, ownTradeOff: 0.5, bestThreshold: 3.25),
          .init(trialsPerWorld: 1000, exact: 0.75, ownTradeOff: 1, bestThreshold: 1.5),
        ])
    }
    let summary = AdversarySummary(
      seed: 7, significance: 0.05, delta: 1e-5, trialsPerWorld: 1000,
      rows: [row("logistic regression", exact: 0.25), row("perceptron", exact: 2.5)])
    let report = adversaryReport(summary, toolVersion: "0.1.0")
    #expect(report.contains("## Logistic regression\n") && report.contains("## Perceptron\n"))
    #expect(report.contains("| black box | 2 | 0.25 | 0.5 | *3.25* | 0.75 | 1 | *1.5* |"))
    #expect(report.contains("| Exact, 100 |") && report.contains("| *Best threshold*, 1000 |"))
    #expect(report.contains("Of the bounds that hold, 1 exceed ε."))
  }
}

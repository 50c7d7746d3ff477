import PrivacyModel
import Reporting
import TestSupport
import Testing

@Suite("The report of a study of the accountants") struct AccountingStudyReportTests {
  static let snapshots = Snapshots()

  static func mechanism(_ family: StudyMechanism.Family, steps: Int) -> StudyMechanism {
    let part = StudyMechanism.Part(noise: .gaussian(noiseMultiplier: 1.1), sampling: .poisson(0.01), count: steps)
    return StudyMechanism(family: family, parts: [part], delta: 1e-5)
  }

  /// Every section with something in it.
  static var full: AccountingStudySummary {
    let mechanism = mechanism(.dpSGD, steps: 1000)
    var summary = AccountingStudySummary(seed: 7, points: 2500, otherPoints: 250)
    summary.checks = [
      .init(check: .ordered, made: 5315, violations: 1), .init(check: .renyiAbove, made: 10_630, violations: 0),
    ]
    summary.violations = [
      StudyViolation(
        check: .ordered, adjacency: .replaceOne, mechanisms: [mechanism], detail: "lower end 2.0, ε 1.0")
    ]
    summary.widths.intervals = 5000
    (summary.widths.median, summary.widths.percentile99, summary.widths.maximum) = (2.85e-4, 2.11e-3, 0.25)
    summary.widths.wide = 88
    summary.widths.widest = [
      .init(
        width: 0.25,
        answer: StudyAnswer(
          adjacency: .addOrRemove, lower: 0.75, upper: 1, method: .lossDistribution, contour: .unresolved),
        mechanism: mechanism)
    ]
    summary.contours = [
      .init(decade: 0, outcomes: [.closedForm: 12], resolvedShare: nil),
      .init(decade: 3, outcomes: [.resolved: 300, .unresolved: 100], resolvedShare: 0.75),
    ]
    summary.families = [.init(family: .laplace, asked: 70, answered: 60, byRenyiAlone: 5, refused: 10)]
    summary.refusals = [.init(reason: "replace-one: sampling around more than one draw of noise", times: 10)]
    summary.times = [
      .init(query: .account, number: 5000, median: 0.012, percentile99: 0.7, longest: 12.3),
      .init(query: .renyi, number: 0, median: nil, percentile99: nil, longest: nil),
    ]
    summary.slowest = [.init(mechanism: mechanism, seconds: 12.3)]
    return summary
  }

  @Test("reads as it should, with findings of every kind and with none")
  func matchesSnapshots() throws {
    for (summary, name) in [
      (Self.full, "accounting-study.md"),
      (AccountingStudySummary(seed: 1, points: 9, otherPoints: 0), "accounting-study-empty.md"),
    ] {
      let text = accountingStudyReport(summary, toolVersion: "1.2.3")
      if let difference = try Self.snapshots.difference(of: text, from: name) { Issue.record("\(difference)") }
    }
  }

  @Test("asks about a mechanism in the flags of dpaudit account, or in JSON where there are none")
  func writesCommandLines() {
    let sampled = Self.mechanism(.dpSGD, steps: 1)
    #expect(
      commandLine(sampled, .replaceOne)
        == "./dpaudit account --noise-multiplier 1.1 --sampling-probability 0.01 --delta 1e-05 --adjacency replace-one")
    let known = StudyMechanism(
      family: .approximateDP,
      parts: [.init(noise: .approximateDP(epsilon: 0.5, delta: 0), sampling: .none, count: 2)], delta: 1e-5)
    #expect(commandLine(known, .addOrRemove).hasPrefix("echo '{\"count\":2,"))
  }
}

import PrivacyModel
import Reporting
import TestSupport
import Testing

@Suite("The report of a study of the classic mechanisms") struct MechanismReportTests {
  static let snapshots = Snapshots()

  static func row(_ mechanism: ClassicMechanism, truth: Double, bound: Double, refuted: Int) -> MechanismSummary.Row {
    MechanismSummary.Row(
      mechanism: mechanism, truth: truth,
      audits: (0..<10).map { number in
        let isRefuted = number < refuted
        return MechanismSummary.Audit(
          bound: bound + 0.001 * Double(number), refutedAtPair: isRefuted ? 1000 + number : nil, seconds: 1.5,
          secondsToRefutation: isRefuted ? 0.02 : nil)
      })
  }

  /// A claim that is kept and refuted too often, one broken by little, one that is missed, and one without a true ε.
  static let summary = MechanismSummary(
    seed: 3, seeds: 10, significance: 0.01, trials: 2_310_000,
    rows: [
      row(.laplace, truth: 0.1, bound: 0.094, refuted: 2),
      row(.truncatedGeometric, truth: 0.1178, bound: 0.11, refuted: 10),
      row(.sparseVector4, truth: 0.1725, bound: 0.14, refuted: 9),
      row(.sparseVector5, truth: .infinity, bound: 8.8, refuted: 10),
    ])

  @Test("reads as it should")
  func matchesSnapshot() throws {
    let text = mechanismReport(Self.summary, toolVersion: "1.2.3")
    if let difference = try Self.snapshots.difference(of: text, from: "mechanisms.md") { Issue.record("\(difference)") }
  }

  @Test("counts what is missed, what is refuted wrongly and too often, and bounds above the truth")
  func violations() {
    #expect(Self.summary.missed.map(\.mechanism) == [.sparseVector4])
    #expect(Self.summary.falseRefutations == 2 && Self.summary.refutesTooOften)
    #expect(Self.summary.exceeded == 5 && Self.summary.exceedsTooOften)
    #expect(Self.summary.violations == 3)
    #expect(Self.summary.rows[0].medianRefutation == nil)
    #expect(Self.summary.rows[2].medianRefutation?.trials == 2008)
  }
}

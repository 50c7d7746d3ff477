import PrivacyModel
import Reporting
import TestSupport
import Testing

@Suite("The report of a study of the bounds") struct CoverageReportTests {
  static let snapshots = Snapshots()

  static func cell(
    _ method: String, _ label: EvidenceLabel = .exact, law: String = "Laplace, ε = 1", size: Int, failures: Int,
    tightness: Double?, isClaimed: Bool = true, isExceeded: Bool = false
  ) -> CoverageSummary.Cell {
    CoverageSummary.Cell(
      method: method, label: label, law: law, size: size, repetitions: 500, failures: failures,
      leastRate: Double(failures) / 1000, greatestRate: Double(failures + 2) / 500, tightness: tightness,
      isClaimed: isClaimed, isExceeded: isExceeded)
  }

  static func comparison(_ method: String, _ perArm: Int, mean: Double) -> CoverageSummary.Comparison {
    CoverageSummary.Comparison(
      method: method, law: "Laplace, ε = 1", perArm: perArm, repetitions: 500, truth: 1, mean: mean,
      standardError: 0.0042)
  }

  /// A violation, a method that fails without a claim, and a size that the rank grid loses.
  static let full = CoverageSummary(
    seed: 7, repetitions: 500, largeRepetitions: 50, significance: 0.05, delta: 1e-5,
    cells: [
      cell("rank-grid", law: "pure noise", size: 50, failures: 30, tightness: nil),
      cell("rank-grid", size: 50, failures: 2, tightness: 0.31),
      cell("rank-grid", size: 200, failures: 0, tightness: 0.6),
      cell("split", size: 50, failures: 0, tightness: 0.0213),
      cell("split", size: 200, failures: 200, tightness: 0.3, isExceeded: true),
      cell("jeffreys", .bayesian, size: 50, failures: 0, tightness: 0.1, isClaimed: false),
    ],
    comparisons: [
      comparison("rank-grid", 200, mean: 0.674), comparison("split", 200, mean: 0.3687),
      comparison("rank-grid", 1000, mean: 0.7), comparison("split", 1000, mean: 0.71),
    ])

  static let empty = CoverageSummary(
    seed: 7, repetitions: 500, largeRepetitions: 50, significance: 0.05, delta: 1e-5, cells: [], comparisons: [])

  @Test("reads as it should, with findings of every kind")
  func matchesSnapshot() throws {
    let text = coverageReport(Self.full, figures: CoverageFigureNames(report: "coverage"), toolVersion: "1.2.3")
    if let difference = try Self.snapshots.difference(of: text, from: "coverage.md") { Issue.record("\(difference)") }
  }

  @Test("links no figures where there are none, and compares nothing where nothing was compared")
  func leavesOut() {
    let text = coverageReport(Self.empty, figures: nil, toolVersion: "1.2.3")
    #expect(!text.contains(".svg") && !text.contains("beside what others do"))
    #expect(text.hasSuffix("0 violations\n"))
  }

  @Test("has figures with the labels that a reader needs")
  func figures() throws {
    let names = CoverageFigureNames(report: "coverage")
    let figures = try coverageFigures(Self.full, names: names, with: .find())
    #expect(figures.map(\.name) == ["coverage-rates.svg", "coverage-tightness.svg"])
    #expect(figures[0].text.contains("level 0.05"))
    for method in ["rank-grid", "split"] { #expect(figures.allSatisfy { $0.text.contains(method) }) }
    #expect(figures[1].text.contains("Laplace, ε = 1") && figures[1].text.contains("Candidates"))
  }
}

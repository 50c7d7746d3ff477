import Evidence
import Foundation
import PrivacyModel
import TestSupport
import Testing

/// Rules of other tools that claim more than the trials show. What they say is kept, and ours is held to say less.
@Suite("What is deliberately not reproduced") struct NotReproducedTests {
  typealias Row = PublishedBoundsTests.Row

  static func rows(_ group: String, count: Int) throws -> [Row] {
    let rows = try GoldenVectors<Row>.load("not-reproduced", from: .module).cases.filter { $0.group == group }
    #expect(rows.count == count)
    return rows
  }

  static func readme() throws -> String {
    try String(
      contentsOf: URL(filePath: #filePath).appending(path: "../../../README.md").standardizedFileURL, encoding: .utf8)
  }

  @Test("ratios of counts without an interval, and Gaussian curves through seen thresholds, exceed what is proven")
  func scores() throws {
    for row in try Self.rows("raw_counts", count: 12) + Self.rows("gdp_eps", count: 6) {
      let proven = try rankGridBound(
        row.arms(), delta: row.number("delta"), adjacency: .addOrRemove, significance: 0.05, tieBreakingSeed: 1
      ).epsilon
      let said = try #require(row.output[0])
      #expect(said == 0 ? proven == 0 : proven < said, "\(row.group): \(said), \(proven) proven")
    }
  }

  @Test("a scan that returns its smallest ε where it rejects none says so of guesses that were mostly wrong")
  func floorOfScan() throws {
    for row in try Self.rows("privacyguard_fdp", count: 6) {
      let guesses = OneRunGuesses(
        guesses: Int(try row.number("c_cap")), correct: Int(try row.number("c")), canaries: Int(try row.number("m")))
      let bound = mahloujifarBound(guesses, delta: try row.number("delta"), significance: 0.05).epsilon
      guard guesses.correct * 2 <= guesses.guesses else { continue }
      #expect(bound == 0 && steinkeBound(guesses, delta: 1e-5, significance: 0.05).epsilon == 0)
      #expect(try #require(row.output[0]) > 0.3)
    }
  }

  @Test("an error bar that is no number never rejects; here, trials that cannot refute make an audit inconclusive")
  func errorBar() throws {
    #expect(try Self.rows("da_renyi_error", count: 3).contains { $0.output[0] == nil })
    let verdict = try JudgementTests.Audit(trialsPerWorld: 20, mu: 1, seed: 1, significance: 0.05)
      .verdict(on: JudgementTests.claim(8))
    guard case .inconclusive = verdict else {
      Issue.record("expected an inconclusive verdict, got \(verdict)")
      return
    }
  }

  @Test("is shown in the README with the numbers that are kept here")
  func readmeNumbers() throws {
    let readme = try Self.readme()
    for (group, count, index, text) in [
      ("raw_counts", 12, 0, "1.065"), ("privacyguard_fdp", 6, 0, "0.341"), ("gdp_eps", 6, 0, "4.14"),
    ] {
      let value = try #require(try Self.rows(group, count: count)[index].output[0])
      #expect(String(format: "%.\(text.count - 2)f", value) == text && readme.contains(text), "\(value)")
    }
    let ours = try rankGridBound(
      Self.rows("raw_counts", count: 12)[0].arms(), delta: 1e-5, adjacency: .addOrRemove, significance: 0.05,
      tieBreakingSeed: 1
    ).epsilon
    let shown = String(format: "%.2f", (ours * 100).rounded(.down) / 100)
    #expect(readme.contains("the rank grid proves \(shown)"), "\(shown)")
  }
}

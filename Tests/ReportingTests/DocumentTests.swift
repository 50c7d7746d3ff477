import Foundation
import PrivacyModel
import Reporting
import TestSupport
import Testing

@Suite("The documents of an audit") struct DocumentTests {
  static let snapshots = Snapshots()

  @Test("read as they should, for every verdict", arguments: Sample.allCases)
  func matchSnapshots(sample: Sample) throws {
    let report = try render(sample.outcome(), with: .find())
    for (text, name) in [(report.markdown, "\(sample).md"), (report.json, "\(sample).json")] {
      if let difference = try Self.snapshots.difference(of: text, from: name) {
        Issue.record("\(difference)")
      }
    }
  }

  @Test("promise nothing that an audit cannot show", arguments: Sample.allCases)
  func promiseNothing(sample: Sample) throws {
    let outcome = try sample.outcome()
    let terminal = summaryLines(outcome, reportIn: URL(filePath: "reports")).joined(separator: "\n")
    let text = try (render(outcome, with: .find()).markdown + terminal).lowercased()
    for word in ["verified", "private", "safe"] { #expect(!text.contains(word)) }
  }

  @Test("of two runs of one audit differ in the last section only")
  func environmentLast() throws {
    let first = try Sample.refuted.outcome()
    let second = first.rerun(
      RunRecord(
        toolVersion: first.run.toolVersion, command: first.run.command, environment: [], trialSeconds: 1,
        finishedAt: "2027-01-01T00:00:00Z"))
    let reports = try [first, second].map { try render($0, with: .find()) }
    let parts = reports.map { $0.markdown.components(separatedBy: "\n## Environment\n") }
    #expect(parts[0].count == 2)
    #expect(parts[0][0] == parts[1][0])
    #expect(parts[0][1] != parts[1][1])
    #expect(reports[0].rocFigure == reports[1].rocFigure)
    #expect(reports[0].scoreFigure == reports[1].scoreFigure)
  }

  @Test("print more digits where four would hide a refutation")
  func tellApart() throws {
    let sample = try Sample.refuted.outcome()
    let claim = try PrivacyClaim(epsilon: 1, delta: 1e-5, adjacency: .addOrRemove, source: .stated)
    let text = summaryLines(sample.measuring(1.000_012_3, against: claim), reportIn: URL(filePath: "out"))[2]
    #expect(text.contains("ε ≥ 1.00001 "))
  }

  @Test("have Markdown from outside shown letter for letter")
  func escaping() throws {
    let sample = try Sample.refuted.outcome()
    let run = RunRecord(
      toolVersion: "<b>|*1*", command: "dpaudit run `x`.yaml", environment: [.init(name: "a|b", value: "c\nd")],
      trialSeconds: 1, finishedAt: "now")
    let text = try render(sample.rerun(run), with: .find()).markdown
    #expect(text.contains("| dpaudit | \\<b\\>\\|\\*1\\* |"))
    #expect(text.contains("| a\\|b | c d |"))
    #expect(text.contains("\n    dpaudit run `x`.yaml\n"))
  }

  @Test("sum up in a terminal", arguments: Sample.allCases)
  func summary(sample: Sample) throws {
    let lines = summaryLines(try sample.outcome(), reportIn: URL(filePath: "reports"))
    let text = lines.joined(separator: "\n") + "\n"
    if let difference = try Self.snapshots.difference(of: text, from: "\(sample).txt") {
      Issue.record("\(difference)")
    }
  }
}

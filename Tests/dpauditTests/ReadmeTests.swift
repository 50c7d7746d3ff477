import Foundation
import Reporting
import Testing

@Suite("README") struct ReadmeTests {
  @Test("shows the summaries of the reports that are kept", arguments: ["quickstart", "broken-noise"])
  func showsSummaries(name: String) throws {
    let repository = CommandLineRun.repository
    let readme = try String(contentsOf: repository.appending(path: "README.md"), encoding: .utf8)
    let json = try Data(contentsOf: repository.appending(path: "reports/\(name).json"))
    let lines = try summaryLines(
      outcome(fromJSON: json), reportIn: URL(filePath: "reports", directoryHint: .isDirectory))
    #expect(readme.contains("<!-- summary of reports/\(name).json -->\n```\n\(lines.joined(separator: "\n"))\n```\n"))
  }
}

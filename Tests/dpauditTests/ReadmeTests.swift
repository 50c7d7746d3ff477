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

  @Test("shows what dpaudit account prints")
  func showsAccount() throws {
    let repository = CommandLineRun.repository
    let readme = try String(contentsOf: repository.appending(path: "README.md"), encoding: .utf8)
    let command = try #require(readme.firstMatch(of: /\n    \.\/dpaudit (account .*)\n/)?.1)
    let run = try CommandLineRun(command.split(separator: " ").map(String.init), in: repository)
    #expect(readme.contains("<!-- output of the command above -->\n```\n\(run.output)```\n"), "\(run.output)")
  }
}

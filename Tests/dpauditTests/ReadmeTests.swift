import Foundation
import Reporting
import TestSupport
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

  @Test("shows what a training prints, but for the accuracy, which differs from one to the next")
  func showsTraining() throws {
    let repository = CommandLineRun.repository
    let readme = try String(contentsOf: repository.appending(path: "README.md"), encoding: .utf8)
    let shown = try #require(
      readme.firstMatch(of: /\n    \.\/dpaudit (.*)\n\n<!-- output of the training above -->\n```\n((?:.*\n)*?)```\n/))
    try withTemporaryFolder { folder in
      let words = shown.1.split(separator: " ").map(String.init)
      let specification = repository.appending(path: words[1]).path
      let run = try CommandLineRun([words[0], specification], in: folder)
      func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n").map { $0.split(separator: "accuracy")[0] }
      }
      #expect(lines(String(shown.2)) == lines(run.output), "\(run.output)")
    }
  }

  @Test("shows what commands print")
  func showsOutput() throws {
    let repository = CommandLineRun.repository
    let readme = try String(contentsOf: repository.appending(path: "README.md"), encoding: .utf8)
    let shown = readme.matches(
      of: /\n    \.\/dpaudit (.*)\n\n<!-- output of the command above -->\n```\n((?:.*\n)*?)```\n/)
    #expect(shown.count == readme.matches(of: /<!-- output of the command above -->/).count && shown.count >= 3)
    for example in shown {
      let run = try CommandLineRun(example.1.split(separator: " ").map(String.init), in: repository)
      #expect(example.2 == run.output, "\(example.1): \(run.output)")
    }
  }
}

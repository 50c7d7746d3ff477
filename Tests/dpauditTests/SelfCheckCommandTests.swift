import Foundation
import TestSupport
import Testing

@Suite("The command selfcheck") struct SelfCheckCommandTests {
  @Test("holds the bounds against known truths and writes a report with its figures")
  func bounds() throws {
    try withTemporaryFolder { folder in
      let arguments = ["--bounds", "--repetitions", "2", "--sizes", "50", "60", "--report", "small.md", "--quiet"]
      let run = try CommandLineRun(["selfcheck"] + arguments, in: folder)
      #expect(run.status == 0 && run.output == "0 violations\n", "\(run.errors)")
      let report = try String(contentsOf: folder.appending(component: "small.md"), encoding: .utf8)
      #expect(report.contains("2 repetitions at each law of scores and size, 2 at sizes above 20,000"))
      for name in ["small-rates.svg", "small-tightness.svg"] {
        #expect(report.contains("(\(name))"))
        #expect(FileManager.default.fileExists(atPath: folder.appending(component: name).path))
      }
    }
  }

  @Test(
    "refuses what it cannot study, with exit status 2",
    arguments: [
      [], ["--bounds", "--accounting"], ["--bounds", "--repetitions", "0"], ["--bounds", "--large-repetitions", "0"],
      ["--bounds", "--sizes", "49"], ["--bounds", "--report", "coverage.txt"], ["--mechanisms", "--seeds", "0"],
    ])
  func refuses(_ arguments: [String]) throws {
    try withTemporaryFolder { folder in
      let run = try CommandLineRun(["selfcheck"] + arguments, in: folder)
      #expect(run.status == 2, "\(run.errors)")
    }
  }
}

import Foundation
import TestSupport
import Testing

@Suite("The command bound") struct BoundCommandTests {
  private func run(_ arguments: [String]) throws -> CommandLineRun {
    try withTemporaryFolder { try CommandLineRun(arguments, in: $0) }
  }

  @Test("from the counts of a published attack gives the published bound")
  func counts() throws {
    let run = try run([
      "bound", "--tp", "4922", "--fn", "95078", "--fp", "174", "--tn", "99826", "--delta", "1e-5", "--significance",
      "1e-10",
    ])
    #expect(run.status == 0)
    #expect(run.output.contains("clopper-pearson  2.79499 "), "\(run.output)")
  }

  @Test("refutes a claim by the decisive method alone, with exit status 1, and says who spent the significance")
  func claim() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "scores.csv")
      let lines = (0..<400).map { "\(Double($0 % 2) * 2 + Double($0 % 7) / 7),\($0 % 2)" }
      try Data(("score,membership\n" + lines.joined(separator: "\n")).utf8).write(to: file)
      let refuted = try run(["bound", file.path, "--delta", "1e-5", "--claim", "1"])
      #expect(refuted.status == 1 && refuted.output.contains("0.05 for rank-grid"), "\(refuted.output)")
      #expect(refuted.output.contains("refuted: ε is at least "))
      let consistent = try run(["bound", file.path, "--delta", "1e-5", "--claim", "50"])
      #expect(consistent.status == 0 && consistent.output.contains("not refuted: rank-grid shows an ε of "))
      let document = try run(["bound", file.path, "--delta", "1e-5", "--claim", "1", "--json"])
      let object = try JSONSerialization.jsonObject(with: Data(document.output.utf8)) as? [String: Any]
      #expect(object?["schema"] as? String == "dpaudit.bound/1" && object?["isRefuted"] as? Bool == true)
    }
  }

  @Test(
    "refuses what is no evidence, with exit status 2",
    arguments: [
      ["bound", "--delta", "1e-5"], ["bound", "--tp", "1", "--delta", "0"],
      ["bound", ".", "--delta", "0"], ["bound", "nowhere.csv", "--delta", "0"],
      ["bound", "--tp", "1", "--fn", "0", "--fp", "0", "--tn", "0", "--delta", "0"],
      ["bound", "--tp", "1", "--fn", "0", "--fp", "0", "--tn", "1", "--delta", "1"],
      ["bound", "--tp", "1", "--fn", "0", "--fp", "0", "--tn", "1", "--delta", "0", "--method", "split"],
    ])
  func refuses(_ arguments: [String]) throws { #expect(try run(arguments).status == 2) }
}

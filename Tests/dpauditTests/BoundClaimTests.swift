import Foundation
import TestSupport
import Testing

@Suite("The command bound with a claim") struct BoundClaimTests {
  /// Runs `bound` on scores of which included ones are larger 98 times in 100, as randomised response of ε = 4 has them.
  private func run(_ options: [String], files: [String: String] = [:]) throws -> CommandLineRun {
    try withTemporaryFolder { folder in
      let lines = (0..<1000).map { index in "\(index % 50 == 0 ? 1 - index / 500 : index / 500),\(index / 500)" }
      try Data(("score,membership\n" + lines.joined(separator: "\n")).utf8).write(to: folder.appending(path: "s.csv"))
      for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
      return try CommandLineRun(["bound", "s.csv", "--delta", "1e-5"] + options, in: folder)
    }
  }

  @Test("refutes a whole curve whose ε at the δ asked about stands")
  func wholeCurve() throws {
    let epsilon = try run(["--claim", "4.3772"])
    #expect(epsilon.status == 0 && !epsilon.output.contains("curve"), "\(epsilon.output)")
    let event = ["event.yaml": "{kind: gaussian, noiseMultiplier: 1}\n"]
    let points = ["curve.csv": "epsilon,lower_delta,upper_delta\n0,,0.4\n1,,0.13\n4.4,,1e-5\n9,,1\n"]
    for options in [["--claim-mu", "1"], ["--claim-event", "event.yaml"], ["--claim-curve", "curve.csv"]] {
      let whole = try run(options, files: event.merging(points) { $1 })
      #expect(whole.status == 1, "\(whole.output)\(whole.errors)")
      #expect(whole.output.contains("\nnot refuted: rank-grid shows an ε of "))
      #expect(whole.output.contains("\nrefuted: the claimed curve does not allow the rates at the threshold "))
    }
    let json = try run(["--claim-mu", "1", "--json"])
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let test = object?["curveTest"] as? [String: Any]
    #expect(object?["isRefuted"] as? Bool == true && test?["isRefuted"] as? Bool == true)
    #expect(try run(["--claim-rho", "9"]).status == 0)
    #expect(try run(["--claim-mu", "5"]).output.contains("\nnot refuted: the claimed curve allows the rates"))
  }

  @Test("says that other methods test a curve at one δ alone")
  func otherMethods() throws {
    let split = try run(["--claim-mu", "1", "--method", "split"])
    #expect(split.status == 0 && split.output.contains("the claimed curve was tested at this δ alone"))
  }

  @Test("converts a claim about other neighbours, and says to what")
  func conversion() throws {
    let replaced = try run([
      "--claim", "1", "--adjacency", "replace-one", "--claim-adjacency", "add-or-remove",
    ])
    #expect(replaced.status == 1, "\(replaced.output)\(replaced.errors)")
    #expect(
      replaced.output.contains(
        "claim      ε = 1 at δ = 1e-5, add-or-remove; for the neighbours of these scores, ε = 2 at δ = "))
    #expect(try run(["--claim", "1", "--group-size", "4"]).output.contains("ε = 4 at δ = "))
  }

  @Test(
    "refuses what is no claim, with exit status 2 and the option's name",
    arguments: [
      (["--claim", "1", "--claim-mu", "1"], "--claim-mu must be left out, since --claim states the claim"),
      (["--group-size", "3"], "--group-size must be given with a claim"),
      (["--claim", "-1"], "--claim must be a finite number of at least 0, got -1"),
      (["--claim-mu", "0"], "--claim-mu must be a number from 1e-150 to 1e150, got 0"),
      (["--claim", "1", "--group-size", "0"], "--group-size must be a whole number from 1 to 1000000, got 0"),
      (["--claim-curve", "nowhere.csv"], "nowhere.csv: there is no such file"),
      (["--claim-curve", "bad.csv"], "bad.csv:3: delta must be a number from 0 to 1, got 'x'"),
      (
        ["--claim-curve", "s.csv"],
        "s.csv: the first line must name the columns epsilon and delta, got 'score,membership'"
      ),
      (["--claim-curve", "large.csv"], "--delta must be at least the smallest of the claimed curve"),
      (["--claim", "1", "--claim-adjacency", "replace-one"], "--claim-adjacency must be add-or-remove"),
      (["--claim", "9", "--group-size", "9"], "--delta must be so small that the claim still says something"),
    ])
  func refuses(options: [String], complaint: String) throws {
    let files = ["bad.csv": "epsilon,delta\n0,0.5\n1,x\n", "large.csv": "epsilon,delta\n0,0.5\n"]
    let run = try run(options, files: files)
    #expect(run.status == 2 && run.errors.contains(complaint), "\(run.errors)")
  }
}

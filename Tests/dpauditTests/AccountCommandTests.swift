import Foundation
import TestSupport
import Testing

@Suite("dpaudit account") struct AccountCommandTests {
  static let mnist = [
    "account", "--noise-multiplier", "1.1", "--sampling-probability", "0.00427", "--steps", "14062", "--delta", "1e-5",
  ]

  @Test("prints every accountant with what its number is, upper ends rounded up and lower ones down")
  func table() throws {
    try withTemporaryFolder { folder in
      let run = try CommandLineRun(["account", "--noise-multiplier", "1", "--delta", "1e-5"], in: folder)
      #expect(run.status == 0)
      let facts = "event      Gaussian noise of multiplier 1\ndelta      1e-5\nadjacency  add-or-remove\n\naccountant "
      #expect(run.output.hasPrefix(facts))
      #expect(run.output.contains(/\nexact trade-off +4.37717 +4.37718 +4.37718 +exact\n/))
      #expect(run.output.contains("\nepsilon    at most 4.37718, by exact trade-off\n"))
      #expect(run.output.contains(/\ncentral limit +- +4.37718 +- +approximation\n/))
    }
  }

  @Test("names the schema of its JSON, which has the rows of the table")
  func json() throws {
    try withTemporaryFolder { folder in
      let run = try CommandLineRun(["account", "--noise-multiplier", "1", "--delta", "1e-5", "--json"], in: folder)
      let object = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(object["schema"] as? String == "dpaudit.account/1")
      let rows = try #require(object["rows"] as? [[String: Any]])
      #expect(rows.first?["method"] as? String == "closed-form" && rows.first?["label"] as? String == "exact")
      #expect(object["best"] is [String: Any] && object["claim"] == nil && object["delta"] as? Double == 1e-5)
    }
  }

  @Test(
    "answers at δ = 0 where ε is finite, and says infinite where it is not",
    arguments: [
      ("--noise laplace --noise-multiplier 2 --steps 10", "at most 5"),
      ("--noise laplace --noise-multiplier 2 --steps 10 --adjacency replace-one", "at most 10"),
      ("--noise discrete-laplace --scale 4 --sensitivity 2", "at most 0.5"),
      (
        "--noise randomised-response --random-answer-probability 0.5 --categories 2 --adjacency replace-one",
        "at most 1.09862"
      ),
      ("--noise-multiplier 2", "infinite"),
      ("--noise discrete-gaussian --standard-deviation 3", "infinite"),
    ])
  func pure(flags: String, epsilon: String) throws {
    try withTemporaryFolder { folder in
      let run = try CommandLineRun(
        ["account", "--delta", "0"] + flags.split(separator: " ").map(String.init), in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("\nepsilon    \(epsilon), by exact trade-off\n"), "\(run.output)")
    }
  }

  @Test("states δ at an ε instead")
  func deltaAtEpsilon() throws {
    try withTemporaryFolder { folder in
      let flags = ["account", "--noise-multiplier", "1", "--epsilon", "1"]
      #expect(
        try CommandLineRun(flags, in: folder).output.hasSuffix("\ndelta      at least 0.126936, at most 0.126937\n"))
      let json = try CommandLineRun(flags + ["--json"], in: folder).output
      let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      let point = try #require(object["point"] as? [String: Any])
      #expect(object["schema"] as? String == "dpaudit.account-delta/1" && point["epsilon"] as? Double == 1)
    }
  }

  @Test("writes the curve as a table and a figure, with the point that was asked about in it")
  func curve() throws {
    try withTemporaryFolder { folder in
      let run = try CommandLineRun(Self.mnist + ["--curve", "curves/mnist.csv", "--claim", "3"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let csv = try String(contentsOf: folder.appending(path: "curves/mnist.csv"), encoding: .utf8)
      #expect(csv.hasPrefix("epsilon,lower_delta,upper_delta\n0.0,") && csv.contains("\n3.0,"))
      let deltas = csv.split(separator: "\n").dropFirst().compactMap { Double($0.split(separator: ",").last ?? "") }
      #expect(deltas.count > 100 && deltas == deltas.sorted(by: >))
      let figure = try String(contentsOf: folder.appending(path: "curves/mnist.svg"), encoding: .utf8)
      #expect(figure.contains("</svg>") && figure.contains("claim: "))
    }
  }
}

@Suite("A report on trained models") struct DataIdentityTests {
  @Test("says which data it is about, and which libraries made it")
  func identity() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(RunCommandTests.specification(trials: 20), in: folder)
      _ = try CommandLineRun(["run", "small.yaml"], in: folder)
      let report = try String(contentsOf: folder.appending(path: "reports/small.md"), encoding: .utf8)
      let data =
        /\| Records besides the canary \| 200, with 64 features, in 10 classes; fingerprint `[0-9a-f]{8,16}` \|/
      #expect(report.contains(data))
      for item in ["C library | glibc ", "GNU Scientific Library | ", "OpenBLAS | ", "Swift compiler | "] {
        #expect(report.contains("\n| \(item)"))
      }
    }
  }
}

import Foundation
import TestSupport
import Testing

@Suite("dpaudit account --claim") struct AccountClaimTests {
  private static func check(_ claim: String, _ flags: [String]) throws -> CommandLineRun {
    try withTemporaryFolder { try CommandLineRun(["account", "--claim", claim] + flags, in: $0) }
  }

  private static let gaussian = ["--noise-multiplier", "1", "--delta", "1e-5"]

  @Test("ends with 0 when the parameters support the claim", arguments: ["4.4", "6", "100"])
  func supported(claim: String) throws {
    let run = try Self.check(claim, Self.gaussian)
    #expect(run.status == 0)
    #expect(run.output.contains("epsilon \(claim) at delta 1e-5 is supported: the parameters give at most 4.37718\n"))
  }

  @Test(
    "takes a pure ε for what it is, to the last bit",
    arguments: [
      ("5", 0), ("4.9999999999", 1), ("0.1", 1),
    ] as [(String, Int32)])
  func pure(claim: String, status: Int32) throws {
    let laplace = ["--noise", "laplace", "--noise-multiplier", "2", "--steps", "10", "--delta", "0"]
    #expect(try Self.check(claim, laplace).status == status)
    let tenth = ["--noise", "discrete-laplace", "--scale", "30", "--sensitivity", "3", "--delta", "0"]
    #expect(try Self.check("0.1", tenth).status == 0)
  }

  @Test("ends with 1 when they provably do not, and says at which δ the claim holds")
  func unsupported() throws {
    let run = try Self.check("1", Self.gaussian)
    #expect(run.status == 1 && run.errors.isEmpty)
    #expect(run.output.contains("epsilon 1 at delta 1e-5 is not supported: the parameters give at least 4.37717\n"))
    #expect(run.output.contains("  your 1 is what you get if delta is 0.127\n"))
  }

  @Test("ends with 1 for any claim at δ = 0 about noise without a largest loss")
  func infinite() throws {
    let run = try Self.check("1000", ["--noise-multiplier", "1", "--delta", "0"])
    #expect(run.status == 1)
    #expect(run.output.contains("is not supported: the parameters give no finite epsilon"))
  }

  @Test("ends with 3 when the claim lies between the proven bounds")
  func undecided() throws {
    let json = try Self.check("5", Self.gaussian + ["--json"]).output
    let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let best = try #require(object["best"] as? [String: Any])
    let (lower, upper) = (try #require(best["lower"] as? Double), try #require(best["epsilon"] as? Double))
    let run = try Self.check("\(lower + (upper - lower) / 2)", Self.gaussian)
    #expect(run.status == 3 && run.output.contains(" is undecided: the parameters give at most 4.37718 and at least "))
  }

  @Test("says that batches of a fixed size were accounted as Poisson samples")
  func fixedSize() throws {
    let fixedSize = try Self.check(
      "2.6",
      [
        "--noise-multiplier", "1.1", "--batch-size", "256", "--population-size", "60000", "--steps", "14062", "--delta",
        "1e-5", "--adjacency", "replace-one",
      ])
    #expect(fixedSize.status != 0)
    #expect(
      fixedSize.output.contains("if batches of a fixed size are accounted as Poisson samples, under add-or-remove"))
  }

  @Test(
    "names the reading of the parameters that gives the claim",
    arguments: [
      ("0.52", "your 0.52 is what you get if the 60 epochs are taken for steps"),
      ("0.176", "your 0.176 is what you get if only one step is counted"),
      ("0.98", "your 0.98 is what you get if the noise multiplier is multiplied by the clip norm 2 before accounting"),
      (
        "3.01",
        "your 3.01 is what you get if Rényi orders come from a fixed list (1.1 to 63), with the older conversion"
      ),
    ])
  func readings(claim: String, words: String) throws {
    let run = try Self.check(
      claim, AccountCommandTests.mnist.dropFirst() + ["--clip-norm", "2", "--population-size", "60000"])
    #expect(run.output.contains(words), "\(run.output)")
  }

  @Test("says that a claim under one adjacency is the number of another")
  func adjacency() throws {
    let run = try Self.check(
      "0.5", ["--noise", "laplace", "--noise-multiplier", "2", "--delta", "0", "--adjacency", "replace-one"])
    #expect(run.status == 1)
    #expect(run.output.contains("your 0.5 is what you get if the adjacency is add-or-remove"))
  }

  @Test("has the outcome and the readings in its JSON")
  func json() throws {
    let run = try Self.check("1", Self.gaussian + ["--json"])
    let object = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let claim = try #require(object["claim"] as? [String: Any])
    #expect(run.status == 1 && claim["outcome"] as? String == "unsupported")
    let readings = try #require(claim["readings"] as? [[String: Any]])
    #expect(readings.contains { $0["reason"] as? String == "other-delta" })
  }

  @Test("explains its exit status")
  func help() throws {
    let run = try withTemporaryFolder { try CommandLineRun(["account", "--help"], in: $0) }
    let text = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("0 the parameters support the claim, 1 they provably do not, 3 the claim lies between"))
  }
}

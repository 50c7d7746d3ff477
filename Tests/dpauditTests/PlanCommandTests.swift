import Foundation
import TestSupport
import Testing

@Suite("The command plan") struct PlanCommandTests {
  private func run(_ arguments: [String]) throws -> CommandLineRun {
    try withTemporaryFolder { try CommandLineRun(["plan"] + arguments, in: $0) }
  }

  @Test("says how many trials a known defect needs, by every method")
  func rates() throws {
    let run = try run(["--claim", "0.21", "--delta", "1e-5", "--tpr", "0.04922", "--fpr", "0.00174"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("fixed-threshold  350 ") && run.output.contains("sequential       377     224 "))
  }

  @Test("says why no number of trials is enough where the truth is within the claim")
  func withinTheClaim() throws {
    let run = try run(["--claim", "1", "--delta", "1e-5", "--true-epsilon", "0.5"])
    #expect(run.status == 0 && run.output.contains("no event that is more frequent than the claim allows"))
  }

  @Test("says what a budget catches, more of it with more trials")
  func budget() throws {
    func epsilons(_ trials: String) throws -> [Double?] {
      let run = try run(["--claim", "1", "--delta", "0", "--family", "laplace", "--trials", trials, "--json"])
      #expect(run.status == 0, "\(run.errors)")
      let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(object["schema"] as? String == "dpaudit.plan/1" && object["family"] as? String == "laplace")
      return try #require(object["rows"] as? [[String: Any]]).map { $0["epsilon"] as? Double }
    }
    let (few, many) = (try epsilons("50"), try epsilons("500"))
    #expect(few.count == 4)
    for (few, many) in zip(few, many) { #expect(try #require(many) < #require(few) && #require(many) > 1) }
  }

  @Test("finds that a known bug is caught by few trials, with the claim of the training that has it")
  func fault() throws {
    let training = ["--noise-multiplier", "4", "--sampling-probability", "0.25", "--steps", "20"]
    let run = try run(
      ["--delta", "1e-5", "--fault", "noise-divided-by-batch-size", "--batch-size", "50"] + training)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("computed by the accountant") && run.output.contains("noise-divided-by-batch-size: "))
    let trials = try #require(run.output.firstMatch(of: /rank-grid +(\d+)/)?.1)
    #expect(try #require(Int(trials)) < 20)
    #expect(run.output.contains("tests of epsilon alone. An audit of the training also tests its whole curve"))
  }

  @Test(
    "refuses what is no question, with exit status 2",
    arguments: [
      ["--claim", "1", "--delta", "1e-5"], ["--claim", "1", "--delta", "0", "--true-epsilon", "4"],
      ["--claim", "-1", "--delta", "1e-5", "--true-epsilon", "4"],
      ["--claim", "1", "--delta", "1e-5", "--true-epsilon", "4", "--tpr", "0.5"],
      ["--claim", "1", "--delta", "0", "--trials", "100"], ["--claim", "1", "--delta", "1e-5", "--trials", "0"],
      ["--claim", "1", "--delta", "1e-5", "--trials", "10", "--true-epsilon", "2"],
      ["--delta", "1e-5", "--true-epsilon", "2"], ["--claim", "1", "--delta", "1e-5", "--true-epsilon", "nan"],
      ["--claim", "1", "--delta", "1e-5", "--true-epsilon", "1e300"],
      ["--claim", "1e300", "--delta", "1e-5", "--true-epsilon", "2"],
      ["--claim", "1", "--delta", "1e-5", "--true-epsilon", "2", "--power", "1"],
      ["--claim", "1", "--delta", "1e-5", "--true-epsilon", "2", "--significance", "0"],
      ["--claim", "1", "--delta", "1e-5", "--true-epsilon", "2", "--steps", "3"],
      ["--claim", "1", "--delta", "1e-5", "--tpr", "0.5", "--fpr", "nan"],
      ["--claim", "1", "--delta", "1e-5", "--tpr", "0.5", "--fpr", "0.1", "--family", "laplace"],
      ["--claim", "1", "--delta", "1e-5", "--fault", "noise-divided-by-batch-size"],
      ["--claim", "1", "--delta", "1e-5", "--fault", "noise-divided-by-batch-size", "--noise-multiplier", "1"],
      ["--claim", "1", "--delta", "1e-5", "--fault", "half-noise", "--noise-multiplier", "1", "--batch-size", "2"],
    ])
  func refuses(_ arguments: [String]) throws { #expect(try run(arguments).status == 2) }
}

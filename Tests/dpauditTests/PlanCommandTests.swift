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

  @Test(
    "refuses what is no question, with exit status 2",
    arguments: [
      ["--claim", "1", "--delta", "1e-5"], ["--claim", "1", "--delta", "0", "--true-epsilon", "4"],
      ["--claim", "-1", "--delta", "1e-5", "--true-epsilon", "4"],
      ["--claim", "1", "--delta", "1e-5", "--true-epsilon", "4", "--tpr", "0.5"],
    ])
  func refuses(_ arguments: [String]) throws { #expect(try run(arguments).status == 2) }
}

import Foundation
import Testing

@Suite("Audits of noisy sums") struct NoisySumAuditTests {
  static let laplace = (
    mechanism: "{kind: laplace-sum, records: [0.3], bound: 2, noiseMultiplier: 1}", canary: "{kind: value, value: -9}",
    attack: "{kind: output}", falseClaim: 0.7
  )
  static func vectors(_ draws: String, _ direction: String) -> (String, String, String, Double) {
    (
      "{kind: gaussian-vector-sum, dimensions: 20, steps: 9, clipNorm: 3, noiseMultiplier: 3, draws: \(draws)}",
      "{kind: vector, direction: \(direction)}", "{kind: gradient-projection}", 2.0
    )
  }

  /// Laplace noise of scale 1 keeps ε = 1; nine Gaussian steps of multiplier 3 are one of multiplier 1, with ε = 4.38.
  @Test(
    "a true claim is not refuted, one of much less is, and any layout of the trials makes the same report",
    arguments: [laplace, vectors("all", "coordinate"), vectors("all", "random"), vectors("needed", "random")])
  func audits(mechanism: String, canary: String, attack: String, falseClaim: Double) throws {
    func write(claim: String, in folder: URL) throws {
      try RunCommandTests.write(
        """
        name: small
        seed: 3
        mechanism: \(mechanism)
        canary: \(canary)
        attack: \(attack)
        game: {trialsPerWorld: 20000}
        claim: {\(claim)}
        """, in: folder)
    }
    try withAuditFolder { folder in
      try write(claim: "delta: 1e-5", in: folder)
      #expect(try CommandLineRun(["run", "small.yaml"], in: folder).status == 0)
      try write(claim: "delta: 1e-5, epsilon: \(falseClaim)", in: folder)
      let run = try CommandLineRun(["run", "small.yaml", "--fresh"], in: folder)
      #expect(run.status == 1 && run.output.hasPrefix("Refuted"), "\(run.errors)")
      let report = try RunCommandTests.reportWithoutEnvironment(folder)
      let again = try CommandLineRun(
        ["run", "small.yaml", "--fresh", "--threads", "3", "--block-size", "777"], in: folder)
      #expect(again.status == 1)
      #expect(try RunCommandTests.reportWithoutEnvironment(folder) == report)
    }
  }

  private static func write(game: String, evidence: String, in folder: URL) throws {
    try RunCommandTests.write(
      """
      name: small
      seed: 3
      mechanism: \(laplace.mechanism)
      canary: \(laplace.canary)
      attack: \(laplace.attack)
      game: {\(game)}
      claim: {delta: 1e-5}
      evidence: {\(evidence)}
      """, in: folder)
  }

  @Test(
    "too few trials are told to be raised by the key that was written",
    arguments: [
      ("runs: 1, coins: fair", "raise game.runs or set"), ("runs: 6", "raise game.runs"),
      ("trialsPerWorld: 3", "raise game.trialsPerWorld"),
    ])
  func advice(game: String, words: String) throws {
    try withAuditFolder { folder in
      try Self.write(game: game, evidence: "significance: 0.05", in: folder)
      let run = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(run.status == 3 && (run.output + run.errors).contains(words), "\(run.output)\(run.errors)")
    }
  }

  /// α = 0.08: a quarter for either rate, and half for the sum of errors.
  @Test("the report of the claimed family shows the bounds that were used")
  func ownTradeOff() throws {
    try withAuditFolder { folder in
      try Self.write(
        game: "trialsPerWorld: 2000",
        evidence: "significance: 0.08, method: own-trade-off, assume: [claimed-family]", in: folder)
      let run = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let report = try RunCommandTests.reportWithoutEnvironment(folder)
      #expect(report.contains("with 98 % confidence") && report.contains("for a test of the sum of errors"))
    }
  }
}

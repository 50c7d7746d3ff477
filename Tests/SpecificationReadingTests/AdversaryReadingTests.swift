import PrivacyModel
import SpecificationReading
import Testing

@Suite("Canaries, adversaries and games as a specification spells them") struct AdversaryReadingTests {
  static func audit(
    canary: String, threat: String? = nil, attack: String, game: String = "{trialsPerWorld: 10}",
    evidence: String = "{significance: 0.05}"
  ) throws -> AuditSpecification {
    try readSpecification(
      """
      seed: 1
      data: {format: gaussian-blobs, examples: 20, features: 3, classes: 2, spread: 1}
      mechanism:
        kind: dp-sgd
        model: {kind: softmax-regression}
        noiseMultiplier: 1
        clipNorm: 1
        samplingProbability: 0.5
        steps: 3
        learningRate: 0.5
      canary: \(canary)
      \(threat.map { "threat: \($0)" } ?? "# no threat")
      attack: {kind: \(attack)}
      game: \(game)
      claim: {delta: 1.0e-5}
      evidence: \(evidence)
      """, named: "a.yaml")
  }

  @Test(
    "canaries",
    arguments: [
      ("{kind: natural, record: 3}", CanarySpecification.natural(record: 3)),
      ("{kind: duplicated}", .duplicated(record: 0)),
      ("{kind: blank, label: 1}", .outOfDistribution(.blank, label: 1)),
      ("{kind: noise}", .outOfDistribution(.noise, label: 0)),
      ("{kind: checkerboard}", .outOfDistribution(.checkerboard, label: 0)), ("{kind: clip-bkd}", .clipBKD),
      ("{kind: crafted}", .crafted),
    ])
  func canaries(text: String, expected: CanarySpecification) throws {
    #expect(try Self.audit(canary: text, attack: "loss").canary == expected)
  }

  @Test("the weakest adversary who can mount the attack is implied, and others are named")
  func threats() throws {
    func threat(_ canary: String, _ attack: String, _ threat: String? = nil) throws -> ThreatSpecification {
      try Self.audit(canary: "{kind: \(canary)}", threat: threat, attack: attack).threat
    }
    #expect(try threat("crafted", "loss") == ThreatSpecification(.finalLoss))
    #expect(try threat("natural", "weight-projection") == ThreatSpecification(.finalWeights))
    #expect(try threat("natural", "gradient-projection") == ThreatSpecification(.everyModel))
    #expect(try threat("gradient", "gradient-projection") == ThreatSpecification(.everyUpdate))
    #expect(try threat("gradient", "weight-projection") == ThreatSpecification(.hiddenState))
    #expect(
      try threat("gradient", "gradient-projection", "{kind: federated, initialisation: fitted}")
        == ThreatSpecification(.federated, initialisation: .fitted))
  }

  @Test("games of several candidates and of other neighbours read back as they were written")
  func games() throws {
    let one = try Self.audit(
      canary: "{kind: gradient}", attack: "gradient-projection",
      game: "{runs: 1, coins: fair, candidates: 5, neighbours: zero-out}",
      evidence: "{significance: 0.05, ledger: {steinke: 0.02, mahloujifar: 0.03}}")
    #expect(try one.game == GameSpecification(runs: 1, coins: .fair, candidates: 5, neighbours: .zeroOut))
    #expect(one.game.trials == 1)
    #expect(try readSpecification(specificationText(one), named: "a.yaml") == one)
    let lifted = try Self.audit(
      canary: "{kind: gradient}", attack: "gradient-projection",
      game: "{trialsPerWorld: 9, coins: lifted, candidates: 4}",
      evidence: "{significance: 0.05, ledger: {lifted: 0.02, lifted-betting: 0.03}, assume: [large-sample]}")
    #expect(lifted.game.coins == .lifted && lifted.evidence.ledger.map(\.method) == [.lifted, .liftedBetting])
    #expect(try readSpecification(specificationText(lifted), named: "a.yaml") == lifted)
  }

  @Test(
    "what does not fit is refused where it stands",
    arguments: [
      (
        "{kind: natural}", "{kind: every-update}", "loss", "{trialsPerWorld: 10}",
        "12: threat.kind must be final-loss for loss on a natural canary, got every-update"
      ),
      (
        "{kind: gradient}", "{kind: hidden-state}", "loss", "{trialsPerWorld: 10}",
        "13: attack.kind must be gradient-projection or weight-projection for a gradient canary, got loss"
      ),
      (
        "{kind: crafted}", "{kind: final-loss}", "loss", "{runs: 2, coins: fair, candidates: 2}",
        "14: game.candidates must be 1 for a crafted canary, got 2"
      ),
      (
        "{kind: gradient}", "{kind: every-update}", "gradient-projection", "{runs: 2, coins: fair, candidates: 2}",
        "14: game.candidates must be 1 for the method rank-grid, or several for steinke, mahloujifar, "
          + "mahloujifar-gaussian, order-statistics, lifted, lifted-betting, got 2"
      ),
      (
        "{kind: gradient}", "{kind: every-update}", "gradient-projection", "{runs: 2, trialsPerWorld: 2}",
        "14: game.trialsPerWorld must be left out beside runs, got 2"
      ),
      (
        "{kind: gradient}", "{kind: every-update}", "gradient-projection", "{runs: 4, coins: lifted, candidates: 3}",
        "14: game.candidates must be an even number for lifted coins, got 3"
      ),
    ])
  func misfits(canary: String, threat: String, attack: String, game: String, expected: String) throws {
    let error = #expect(throws: SpecificationError.self) {
      try Self.audit(canary: canary, threat: threat, attack: attack, game: game)
    }
    #expect(error?.description == "a.yaml:" + expected)
  }
}

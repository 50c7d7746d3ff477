import PrivacyModel
import SpecificationReading
import Testing

@Suite("Reading external mechanisms") struct ExternalReadingTests {
  static func text(
    mechanism: String = "", canary: String = "{kind: datasets, excluded: [], included: [1]}",
    attack: String = "{kind: output}",
    game: String = "{trialsPerWorld: 2}", claim: String = "{epsilon: 1, delta: 1e-9}"
  ) -> String {
    """
    seed: 1
    mechanism: {kind: external, command: [python3, worker.py]\(mechanism)}
    canary: \(canary)
    attack: \(attack)
    game: \(game)
    claim: \(claim)
    """
  }

  @Test("has defaults, and takes what is given")
  func keys() throws {
    let plain = try readSpecification(Self.text(), named: "a.yaml")
    #expect(try plain.mechanism == .external(ExternalSpecification(command: ["python3", "worker.py"])))
    #expect(plain.threat == ThreatSpecification(.output))
    let given = try readSpecification(
      Self.text(
        mechanism:
          ", parameters: {epsilon: 1, deep: [a, {b: null}]}, environment: [SEED], blockSize: 7, frames: binary, "
          + "timeLimit: 2.5, restarts: 0, memoryLimit: 50, event: {kind: gaussian, noiseMultiplier: 2}",
        attack: "{kind: projection, direction: [1, -1]}",
        game: "{trialsPerWorld: 2, neighbours: replace-one}",
        claim: "{delta: 1e-5, adjacency: replace-one}"), named: "a.yaml")
    #expect(
      try given.mechanism
        == .external(
          ExternalSpecification(
            command: ["python3", "worker.py"],
            parameters: .object(["epsilon": .integer(1), "deep": .array([.string("a"), .object(["b": .null])])]),
            environment: ["SEED"], blockSize: 7, frames: .binary, timeLimit: 2.5, restarts: 0, memoryLimit: 50,
            event: .gaussian(noiseMultiplier: 2))))
    #expect(given.attack == .projection([1, -1]) && given.game.neighbours == .replaceOne)
    #expect(try readSpecification(specificationText(given), named: "a.yaml") == given)
  }

  @Test("datasets are whatever YAML can say, and what JSON has no number for is a text")
  func datasets() throws {
    let specification = try readSpecification(
      Self.text(
        canary:
          #"{kind: datasets, excluded: {a: [1, 0.5, -2e3, 18446744073709551615]}, included: [.nan, -.inf, "7", true, ~]}"#
      ),
      named: "a.yaml")
    #expect(
      try specification.canary
        == .datasets(
          DatasetPair(
            excluded: .object(["a": .array([.integer(1), .number(0.5), .integer(-2000), .unsigned(.max)])]),
            included: .array([.string("NaN"), .string("-Infinity"), .string("7"), .bool(true), .null]))))
  }

  @Test(
    "what does not fit is refused where it stands",
    arguments: [
      (
        Self.text(mechanism: ", blockSize: 0"), "2: mechanism.blockSize must be a whole number from 1 to 1000000, got 0"
      ),
      (
        Self.text(mechanism: ", timeLimit: 0"),
        "2: mechanism.timeLimit must be a number of seconds from 0.001 to 1e6, got 0"
      ),
      (
        Self.text(canary: "{kind: datasets, excluded: [1], included: [1]}"),
        "3: canary.included must be another dataset than excluded, got the same"
      ),
      (Self.text(canary: "{kind: value, value: 1}"), "3: canary.kind must be datasets for external, got value"),
      (
        Self.text(attack: "{kind: loss}"),
        "4: attack.kind must be output or absolute-value or norm or projection or lowest-bit or learned for a datasets "
          + "canary, got loss"
      ),
      (
        Self.text(claim: "{delta: 1e-9}"),
        "6: claim.epsilon must be given, or what the mechanism does as mechanism.event, got nothing"
      ),
      (
        Self.text(attack: "{kind: learned, model: logistic, trainingTrials: 1}"),
        "4: attack.trainingTrials must be a whole number from 2 to 10000000, got 1"
      ),
    ])
  func misfits(text: String, expected: String) {
    let error = #expect(throws: SpecificationError.self) { try readSpecification(text, named: "a.yaml") }
    #expect(error?.description == "a.yaml:" + expected)
  }
}

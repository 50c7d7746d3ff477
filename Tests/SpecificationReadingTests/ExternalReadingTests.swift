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

  @Test("neighbours have the generators that their extremes allow, and stand for an audit of each pair")
  func neighbours() throws {
    let plain = try readSpecification(Self.text(canary: "{kind: neighbours, records: [1, 2]}"), named: "a.yaml")
    #expect(
      try plain.canary
        == .neighbours(
          NeighbouringDatasets(
            records: [.integer(1), .integer(2)], extremes: [], generators: [.oneRecord, .empty, .duplicate, .nonFinite])
        ))
    #expect(try readSpecification(specificationText(plain), named: "a.yaml") == plain)
    let series = try plain.series()
    #expect(
      series.map(\.name) == [
        "a-one-record", "a-empty", "a-duplicate", "a-non-finite-1", "a-non-finite-2", "a-non-finite-3",
      ])
    #expect(series.allSatisfy { abs($0.evidence.significance - 0.05 / 6) < 1e-15 && $0.claim == plain.claim })
    #expect(try plain.isSeries && !readSpecification(Self.text(), named: "a.yaml").isSeries)
  }

  @Test("pairs differ in one record, added or in another's place, and no pair comes twice")
  func pairs() throws {
    func pairs(_ generators: [NeighbourGenerator], _ adjacency: Adjacency) throws -> [String: DatasetPair] {
      let neighbours = try NeighbouringDatasets(
        records: [.integer(3), .integer(4)], extremes: [.integer(0), .integer(9)], generators: generators)
      return Dictionary(uniqueKeysWithValues: try neighbours.pairs(adjacency).map { ($0.name, $0.pair) })
    }
    func pair(_ excluded: [Int64], _ included: [Int64]) throws -> DatasetPair {
      try DatasetPair(
        excluded: .array(excluded.map(JSONValue.integer)), included: .array(included.map(JSONValue.integer)))
    }
    let added = try pairs([.oneRecord, .extreme, .allButOne, .empty, .duplicate], .addOrRemove)
    #expect(
      try added == [
        "one-record": pair([3], [3, 4]), "extreme-1": pair([3, 4], [3, 4, 0]), "extreme-2": pair([3, 4], [3, 4, 9]),
        "all-but-one": pair([0], [0, 9]), "empty": pair([], [9]), "duplicate": pair([3, 4], [3, 4, 3]),
      ])
    let replaced = try pairs([.oneRecord, .extreme, .allButOne, .duplicate], .replaceOne)
    // The duplicate is the pair of one-record again.
    #expect(
      try replaced == [
        "one-record": pair([3, 4], [3, 3]), "extreme-1": pair([3, 4], [3, 0]), "extreme-2": pair([3, 4], [3, 9]),
        "all-but-one": pair([0, 0], [0, 9]),
      ])
    let nonFinite = try pairs([.nonFinite], .addOrRemove)
    #expect(
      try nonFinite["non-finite-1"]
        == DatasetPair(
          excluded: .array([.integer(3), .integer(4), .string("NaN")]), included: .array([.integer(3), .integer(4)])))
    #expect(throws: InvalidValue.self) { try pairs([.empty], .replaceOne) }
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
      (
        Self.text(canary: "{kind: value, value: 1}"),
        "3: canary.kind must be datasets or neighbours for external, got value"
      ),
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

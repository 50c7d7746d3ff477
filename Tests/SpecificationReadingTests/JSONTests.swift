import Foundation
import PrivacyModel
import SpecificationReading
import Testing

/// What reports and run files hold of a specification has the keys and words of the specification file.
@Suite("The JSON of a specification") struct JSONTests {
  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func expect<Value: Codable & Equatable>(
    _ value: Value, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try json(value) == expected, sourceLocation: sourceLocation)
    let read = try JSONDecoder().decode(Value.self, from: Data(expected.utf8))
    #expect(read == value, sourceLocation: sourceLocation)
  }

  @Test(
    "a dataset has its format and the keys that go with it",
    arguments: [
      (.csv(path: "a/b.csv", labelColumn: "y"), #"{"file":"a/b.csv","format":"csv","labelColumn":"y","scale":0.5}"#),
      (.numpy(features: "x", labels: "y"), #"{"features":"x","format":"npy","labels":"y","scale":0.5}"#),
      (
        .numpyArchive(path: "a", features: "x", labels: "y"),
        #"{"featuresArray":"x","file":"a","format":"npz","labelsArray":"y","scale":0.5}"#
      ),
      (.idx(images: "i", labels: "l"), #"{"format":"idx","images":"i","labels":"l","scale":0.5}"#),
      (.cifar(paths: ["a"], classes: 10), #"{"file":"a","format":"cifar10","scale":0.5}"#),
      (.cifar(paths: ["a", "b"], classes: 100), #"{"files":["a","b"],"format":"cifar100","scale":0.5}"#),
      (
        .gaussianBlobs(examples: 9, features: 3, classes: 2, spread: 0.25),
        #"{"classes":2,"examples":9,"features":3,"format":"gaussian-blobs","scale":0.5,"spread":0.25}"#
      ),
      (
        .sparseBinary(examples: 9, features: 3, classes: 2, density: 0.25),
        #"{"classes":2,"density":0.25,"examples":9,"features":3,"format":"sparse-binary","scale":0.5}"#
      ),
    ] as [(DataSpecification.Source, String)])
  func data(source: DataSpecification.Source, expected: String) throws {
    try Self.expect(DataSpecification(source: source, scale: 0.5, examples: nil), expected)
  }

  @Test("a limit on stored examples stands beside them; synthetic data have a size and no limit")
  func limit() throws {
    let source = DataSpecification.Source.numpy(features: "x", labels: "y")
    try Self.expect(
      DataSpecification(source: source, scale: 1, examples: 7),
      #"{"examples":7,"features":"x","format":"npy","labels":"y","scale":1}"#)
    #expect(throws: InvalidValue.self) {
      let blobs = DataSpecification.Source.gaussianBlobs(examples: 9, features: 3, classes: 2, spread: 1)
      return try DataSpecification(source: blobs, scale: 1, examples: 7)
    }
  }

  @Test("a model has its kind, and layers where it has some")
  func model() throws {
    try Self.expect(ModelSpecification(hiddenUnits: [], activation: .tanh), #"{"kind":"softmax-regression"}"#)
    try Self.expect(
      ModelSpecification(hiddenUnits: [3, 2], activation: .tanh),
      #"{"activation":"tanh","hiddenUnits":[3,2],"kind":"multilayer-perceptron"}"#)
  }

  @Test("a canary has its kind and what goes with it")
  func canary() throws {
    try Self.expect(CanarySpecification.mislabelled(record: 3), #"{"kind":"mislabelled","record":3}"#)
    try Self.expect(CanarySpecification.gradient(.random), #"{"direction":"random","kind":"gradient"}"#)
    try Self.expect(CanarySpecification.value(0.5), #"{"kind":"value","value":0.5}"#)
  }

  @Test("an attack has its kind and what goes with it")
  func attack() throws {
    let plain: [AttackSpecification] = [
      .loss, .gradientProjection, .weightProjection, .output, .likelihoodRatio, .absoluteValue, .norm, .lowestBit,
    ]
    for attack in plain { try Self.expect(attack, #"{"kind":"\#(attack.kind.rawValue)"}"#) }
    try Self.expect(AttackSpecification.projection([1, -0.5]), #"{"direction":[1,-0.5],"kind":"projection"}"#)
    try Self.expect(
      AttackSpecification.learned(LearnedAttackSpecification(.logistic, trainingTrials: 100)),
      #"{"kind":"learned","model":"logistic","trainingTrials":100}"#)
    #expect(Set(plain.map(\.kind)).union([.projection, .learned]) == Set(AttackSpecification.Kind.allCases))
  }

  @Test("an external mechanism and its datasets have all that was given")
  func external() throws {
    try Self.expect(
      MechanismSpecification.external(
        ExternalSpecification(
          command: ["python3", "worker.py"], parameters: .object(["epsilon": .integer(1)]), environment: ["SEED"],
          blockSize: 10, frames: .binary, timeLimit: 2, restarts: 1, memoryLimit: 100,
          event: .gaussian(noiseMultiplier: 2))),
      #"{"blockSize":10,"command":["python3","worker.py"],"environment":["SEED"],"event":{"kind":"gaussian","noiseMultiplier":2},"frames":"binary","kind":"external","memoryLimit":100,"parameters":{"epsilon":1},"restarts":1,"timeLimit":2}"#
    )
    try Self.expect(
      CanarySpecification.datasets(
        DatasetPair(excluded: .array([]), included: .array([.object(["age": .null]), .string("x"), .number(0.5)]))),
      #"{"excluded":[],"included":[{"age":null},"x",0.5],"kind":"datasets"}"#)
  }

  @Test(
    "a specification may be read as JSON again, or as the YAML that JSON is",
    arguments: [Examples.dpSGD, Examples.gaussianSum, Examples.laplaceSum, Examples.gaussianVectorSum]
      + Examples.queries)
  func whole(text: String) throws {
    let specification = try readSpecification(text, named: "a.yaml")
    let json = try Self.json(specification)
    #expect(try JSONDecoder().decode(AuditSpecification.self, from: Data(json.utf8)) == specification)
    #expect(try readSpecification(json, named: "a.json") == specification)
  }

  @Test("what a specification file may not hold is refused in JSON as well")
  func refusals() {
    let blobs = #"{"classes":1,"examples":9,"features":3,"format":"gaussian-blobs","scale":0.5,"spread":0.25}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(DataSpecification.self, from: Data(blobs.utf8)) }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ModelSpecification.self, from: Data(#"{"kind":"forest"}"#.utf8))
    }
  }
}

import PrivacyModel
import SpecificationReading
import Testing

@Suite("Reading specifications") struct ReadingTests {
  private func data(_ text: String) throws -> DataSpecification? {
    try readSpecification(Examples.training(on: text), named: "a.yaml").data
  }

  @Test("every key of dp-sgd is read")
  func readsEveryKey() throws {
    let expected = try AuditSpecification(
      name: "example", seed: .max,
      data: DataSpecification(
        source: .csv(path: "data/digits.csv", labelColumn: "label"), scale: 0.0625, examples: 500),
      mechanism: .dpSGD(
        DPSGDSpecification(
          model: ModelSpecification(hiddenUnits: [32, 16], activation: .tanh), noiseMultiplier: 1.1, clipNorm: 1,
          samplingProbability: 0.1, steps: 100, learningRate: 0.5, fault: .noiseDividedByBatchSize)),
      canary: .gradient(.random), attack: .gradientProjection,
      game: GameSpecification(trialsPerWorld: 1000, coins: .fair),
      claim: ClaimSpecification(epsilon: 2, delta: 1e-5, adjacency: .zeroOut),
      evidence: EvidenceSpecification(
        significance: 0.01, ledger: [.init(method: .split, significance: 0.01)], selectionFraction: 0.25))
    #expect(try readSpecification(Examples.dpSGD, named: "audits/other.yaml") == expected)
  }

  @Test("what is left out has its default")
  func fillsDefaults() throws {
    let expected = try AuditSpecification(
      name: "some.thing", seed: 0, data: nil,
      mechanism: .gaussianSum(NoisySumSpecification(records: [], bound: 1, noiseMultiplier: 1)),
      canary: .value(1), attack: .output, game: GameSpecification(trialsPerWorld: 2, coins: .balanced),
      claim: ClaimSpecification(epsilon: nil, delta: 0.5, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(significance: 0.05))
    #expect(try readSpecification(Examples.gaussianSum, named: "audits/some.thing.yaml") == expected)

    let training = try readSpecification(Examples.training(on: "{format: csv, file: a.csv}"), named: "a.yaml")
    #expect(training.canary == .mislabelled(record: 0))
    #expect(training.data?.source == .csv(path: "a.csv", labelColumn: "label"))
    #expect(training.data?.scale == 1)
    #expect(training.data?.examples == nil)

    let gradient = changing("direction: random", to: "")
    #expect(try readSpecification(gradient, named: "a.yaml").canary == .gradient(.quietestCoordinate))
    let perceptron = changing("    activation: tanh\n", to: "")
    guard case .dpSGD(let mechanism) = try readSpecification(perceptron, named: "a.yaml").mechanism else {
      Issue.record("dp-sgd expected")
      return
    }
    #expect(mechanism.model.architecture == .multilayerPerceptron(hiddenUnits: [32, 16], activation: .relu))
  }

  @Test("every data format is read")
  func readsDataFormats() throws {
    let sources: [(String, DataSpecification.Source)] = [
      ("{format: npy, features: x.npy, labels: y.npy}", .numpy(features: "x.npy", labels: "y.npy")),
      (
        "{format: npz, file: a.npz, featuresArray: x, labelsArray: y}",
        .numpyArchive(path: "a.npz", features: "x", labels: "y")
      ),
      ("{format: idx, images: i.gz, labels: l.gz}", .idx(images: "i.gz", labels: "l.gz")),
      ("{format: cifar10, file: b.bin}", .cifar(paths: ["b.bin"], classes: 10)),
      ("{format: cifar100, files: [b.bin, c.bin]}", .cifar(paths: ["b.bin", "c.bin"], classes: 100)),
      (
        "{format: gaussian-blobs, examples: 9, features: 3, classes: 2, spread: 0.5}",
        .gaussianBlobs(examples: 9, features: 3, classes: 2, spread: 0.5)
      ),
      (
        "{format: sparse-binary, examples: 9, features: 3, classes: 2, density: 0.5}",
        .sparseBinary(examples: 9, features: 3, classes: 2, density: 0.5)
      ),
    ]
    for (text, source) in sources {
      #expect(try data(text) == DataSpecification(source: source, scale: 1, examples: nil))
    }
    let limited = "{format: npy, features: x.npy, labels: y.npy, scale: 0.5, examples: 7}"
    #expect(
      try data(limited)
        == DataSpecification(source: .numpy(features: "x.npy", labels: "y.npy"), scale: 0.5, examples: 7))
  }

  @Test(
    "numbers may be written in any usual way",
    arguments: [
      ("1", 1), ("1.0", 1), ("+1.", 1), (".5", 0.5), ("1e-5", 1e-5), ("1E-5", 1e-5), ("1.5e+3", 1500),
      ("1_000.5", 1000.5),
      ("0x10", 16),
    ])
  func readsNumbers(text: String, number: Double) throws {
    let specification = try readSpecification(
      changing("noiseMultiplier: 1.1", to: "noiseMultiplier: \(text)"), named: "a")
    guard case .dpSGD(let mechanism) = specification.mechanism else {
      Issue.record("dp-sgd expected")
      return
    }
    #expect(mechanism.noiseMultiplier == number)
  }

  @Test(
    "text that only resembles a number is not one",
    arguments: [
      "0x", "0x1.8p3", "1__0", "_1", "1_", "--1", "+", ".", "1e", "1e+", "1.5.2", "1 2", "1:30", "inf", "nan", "٣", "½",
      "0b1", "0o7", "007",
    ])
  func refusesNonNumbers(text: String) {
    #expect(throws: SpecificationError.self) {
      try readSpecification(changing("noiseMultiplier: 1.1", to: "noiseMultiplier: \(text)"), named: "a")
    }
  }

  @Test(
    "whole numbers may have separators, exponents and hexadecimal digits",
    arguments: [
      ("0", 0), ("18446744073709551615", UInt64.max), ("0xFFFF_FFFF_FFFF_FFFF", UInt64.max), ("500_000", 500_000),
      ("1e6", 1_000_000), ("250.0", 250),
    ])
  func readsWholeNumbers(text: String, number: UInt64) throws {
    let specification = try readSpecification(changing("18446744073709551615", to: text), named: "a")
    #expect(specification.seed == number)
  }

  @Test(
    "text stays as it is spelled, whatever YAML would make of it",
    arguments: [
      ("no", "no"), ("2026", "2026"), ("1e5", "1e5"), ("'null'", "null"), (#""größe \u00e9""#, "größe é"),
    ])
  func readsText(text: String, expected: String) throws {
    #expect(try readSpecification(changing("name: example", to: "name: \(text)"), named: "a").name == expected)
  }

  @Test("anchors, aliases, line endings and byte-order marks do not matter")
  func readsVariants() throws {
    let expected = try readSpecification(Examples.dpSGD, named: "a")
    let aliased = changing("clipNorm: 1.0", to: "clipNorm: *one")
      .replacing("scale: 0.0625", with: "scale: &one 1")
      .replacing("noiseMultiplier: 1.1", with: "noiseMultiplier: *one")
    guard case .dpSGD(let mechanism) = try readSpecification(aliased, named: "a").mechanism else {
      Issue.record("dp-sgd expected")
      return
    }
    #expect(mechanism.clipNorm == 1 && mechanism.noiseMultiplier == 1)
    #expect(try readSpecification(Examples.dpSGD.replacing("\n", with: "\r\n"), named: "a") == expected)
    #expect(try readSpecification("\u{FEFF}---\n" + Examples.dpSGD + "...\n", named: "a") == expected)
  }
}

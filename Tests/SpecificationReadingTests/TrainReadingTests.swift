import Foundation
import PrivacyModel
import SpecificationReading
import Testing

@Suite("Specifications of trainings") struct TrainReadingTests {
  static let example = """
    seed: 7
    data: {format: gaussian-blobs, examples: 40, features: 3, classes: 2, spread: 1, testFraction: 0.25}
    budget: {epsilon: 3, delta: 1.0e-5}
    mechanism:
      kind: dp-sgd
      model: {kind: softmax-regression}
      clipNorm: 1.5
      samplingProbability: 0.25
      steps: 10
      learningRate: 0.5
    """

  static func read(_ text: String = example, _ replacements: (String, String)...) throws -> TrainSpecification {
    let text = replacements.reduce(text) { $0.replacing($1.0, with: $1.1) }
    return try ReadSpecification<TrainSpecification>(text, named: "t.yaml").specification
  }

  static func complaint(_ text: String) -> String {
    do {
      return "read: \(try read(text))"
    } catch {
      return "\(error)"
    }
  }

  @Test("a budget leaves the noise open, and noise is secure where nothing else is said")
  func readsBudget() throws {
    let training = try Self.read()
    #expect(training.name == "t" && training.seed == 7 && training.data.testFraction == 0.25 && training.test == nil)
    #expect(try training.budget == BudgetSpecification(epsilon: 3, delta: 1e-5, adjacency: .addOrRemove))
    #expect(training.randomness == .secure && training.mechanism.noise == .gaussian)
    #expect(training.mechanism.clipping == .flat(clipNorm: 1.5) && training.mechanism.steps == 10)
  }

  @Test("noise kinds say where noise comes from", arguments: [("secure", true), ("gaussian", false)])
  func readsNoise(kind: String, isSecure: Bool) throws {
    let training = try Self.read(Self.example, ("clipNorm: 1.5", "clipNorm: 1.5\n  noise: {kind: \(kind)}"))
    #expect((training.randomness == .secure) == isSecure && training.mechanism.noise == .gaussian)
  }

  @Test("a noise multiplier goes with a delta alone, and sgd with no privacy at all")
  func readsOtherShapes() throws {
    let given = try Self.read(
      Self.example, ("epsilon: 3, ", ""), ("clipNorm: 1.5", "clipNorm: 1.5\n  noiseMultiplier: 2.5"))
    #expect(given.budget?.epsilon == nil && given.mechanism.noiseMultiplier == 2.5)
    let plain = try Self.read(
      Self.example, ("budget: {epsilon: 3, delta: 1.0e-5}\n", ""), ("dp-sgd", "sgd"), ("  clipNorm: 1.5\n", ""))
    #expect(plain.budget == nil && plain.randomness == .seeded)
  }

  static let mistakes: [(String, String, String)] = [
    (
      "  clipNorm: 1.5", "  clipNorm: 1.5\n  noiseMultiplier: 2",
      "t.yaml:8: mechanism.noiseMultiplier must be left out, since budget.epsilon decides it, got 2; or leave out "
        + "budget.epsilon"
    ),
    ("epsilon: 3, ", "", "mechanism.noiseMultiplier is missing; it must be a finite number"),
    ("budget: {epsilon: 3, delta: 1.0e-5}\n", "", "t.yaml:1: budget is missing; it must be a mapping of keys"),
    ("epsilon: 3", "epsilon: -3", "t.yaml:3: budget.epsilon must be a finite number greater than 0, got -3"),
    ("delta: 1.0e-5", "delta: 1", "t.yaml:3: budget.delta must be a number greater than 0 and less than 1, got 1"),
    ("dp-sgd", "sgd", "mechanism.clipNorm is not a key here; it goes with kind dp-sgd"),
    (
      "  kind: dp-sgd\n  model: {kind: softmax-regression}\n  clipNorm: 1.5",
      "  kind: sgd\n  model: {kind: softmax-regression}",
      "budget must be left out: training by sgd has no privacy to spend"
    ),
    ("testFraction: 0.25", "testFraction: 1", "t.yaml:2: data.testFraction must be a number greater than 0 and less"),
    ("seed: 7", "seed: 7\ngame: {}", "t.yaml:2: game is not a key here; it belongs to an audit, for dpaudit run."),
    ("seed: 7", "seed: 7\nfault: x", "fault is not a key here"),
    ("dp-sgd", "gaussian-sum", "mechanism.kind 'gaussian-sum' is unknown; choose one of dp-sgd, sgd"),
    (
      "  clipNorm: 1.5", "  clipping: {kind: adaptive, clipNorm: 1, countNoiseMultiplier: 4}",
      "mechanism.clipping.kind must be flat, automatic or per-layer with secure noise"
    ),
    (
      "seed: 7", "seed: 7\ntest: {format: csv, file: x.csv}",
      "t.yaml:2: test must be left out beside data.testFraction, got other data"
    ),
    (
      ", testFraction: 0.25}", "}\ntest: {format: csv, file: x.csv, testFraction: 0.5}",
      "test.testFraction must be left out, since all of it is for the test"
    ),
    ("seed: 7", "seed: 7\nname: a/b", "t.yaml:2: name must be fit for a file name"),
  ]

  @Test("mistakes are refused with place, what is allowed, what is there and a way out", arguments: mistakes)
  func refuses(old: String, new: String, expected: String) {
    let complaint = Self.complaint(Self.example.replacing(old, with: new))
    #expect(complaint.contains(expected), "\(complaint)")
  }

  @Test("an audit refuses secure noise and a budget, and says where they belong")
  func auditsRefuse() {
    for (old, new, expected) in [
      (
        "  steps:", "  noise: {kind: secure}\n  steps:",
        "mechanism.noise.kind must be gaussian, banded-matrix or tree in an audit, whose every draw comes from its seed, "
          + "got secure; secure noise is for dpaudit train; gaussian has the same law"
      ),
      (
        "claim:", "budget: {delta: 1.0e-5}\nclaim:",
        "budget is not a key here; it belongs to a specification of dpaudit train."
      ),
    ] {
      let text = Examples.dpSGD.replacing(old, with: new)
      #expect(text != Examples.dpSGD)
      do {
        _ = try readSpecification(text, named: "a.yaml")
        Issue.record("read \(new)")
      } catch {
        #expect("\(error)".contains(expected), "\(error)")
      }
    }
  }

  @Test("the trainings that come with the package can be read", arguments: ["digits", "digits-cnn"])
  func readsShipped(name: String) throws {
    let file = URL(fileURLWithPath: #filePath).appending(path: "../../../audits/training/\(name).yaml")
    let training = try ReadSpecification<TrainSpecification>(at: file.standardizedFileURL).specification
    #expect(training.name == name && (training.budget == nil) == (name == "digits-cnn"))
  }
}

@Suite("Specifications written") struct SpecificationWriterTests {
  @Test("an audit that was written reads back as the same, to the last digit", arguments: [0.1, 1e-5, 1 / 3.0, 1e22])
  func roundTrips(number: Double) throws {
    for (clipping, sampler) in [
      (ClippingSpecification.flat(clipNorm: 1), SamplerSpecification.poisson(samplingProbability: 0.1)),
      (.adaptive(clipNorm: 1, quantile: 0.5, rate: 0.2, countNoiseMultiplier: 4), .shuffled(batchSize: 8)),
    ] {
      let audit = try AuditSpecification(
        name: "true: 'it' \"#1\"", seed: .max,
        data: DataSpecification(
          source: .csv(path: "../a b/ü.csv", labelColumn: "1e3"), scale: number, examples: 100, testFraction: 0.25),
        mechanism: .dpSGD(
          DPSGDSpecification(
            model: ModelSpecification(
              .layers([.convolution(channels: 2, size: 3, stride: 1, padding: .same), .activation(.relu)]),
              image: ExampleShape(height: 4, width: 4, channels: 1)),
            noiseMultiplier: min(number, 1e15), clipping: clipping, sampler: sampler, steps: 10, learningRate: 0.5,
            optimiser: .momentum(0.9), augmentation: AugmentationSpecification(copies: 2, shift: 1, flips: false))),
        canary: .gradient(.quietestCoordinate), attack: .gradientProjection,
        game: GameSpecification(trialsPerWorld: 100, coins: .balanced),
        claim: ClaimSpecification(epsilon: number, delta: 1e-5, adjacency: .addOrRemove),
        evidence: EvidenceSpecification(significance: 0.05))
      let text = try specificationText(audit)
      #expect(try readSpecification(text, named: "a.yaml") == audit, "\(text)")
    }
  }
}

import Foundation
import Learning
import NumericalCore
import PrivacyModel
import Testing

/// A trainer whose parts do nothing but hand over what they get, to look at a gradient sum.
private struct NoNoise: NoiseSource {
  func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun { Run() }

  final class Run: NoiseRun {
    func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int) {}
  }
}

private struct NoClipping: ClippingRule {
  func begin(in trial: TrialIdentity) -> any ClippingRun { Run() }

  final class Run: ClippingRun {
    let sensitivity = Float.infinity
    var state: [Double] = []

    func fill(
      _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
      examples: Int
    ) {
      for group in 0..<groups { (factors + group * capacity).update(repeating: 1, count: examples) }
    }

    func endStep(_ step: Int, expectedBatchSize: Double) {}
  }
}

/// Remembers every update.
private struct UpdateRecorder: TrainingObserver {
  var updates: [[Float]] = []
  mutating func see(update: UnsafeBufferPointer<Float>) { updates.append(Array(update)) }
  func observation(finalParameters: [Float]) -> [[Float]] { updates }
}

@Suite("Gradients of the perceptron") struct BackpropagationTests {
  static let trial = TrialIdentity(seed: 5, index: 0)

  static func blobs(examples: Int = 40) throws -> Dataset {
    var stream = RandomStream(seed: 1, trial: 0, purpose: .data)
    return try .gaussianBlobs(examples: examples, features: 7, classes: 4, spread: 1, using: &stream)
  }

  static func model(_ hiddenUnits: [Int], _ activation: ActivationName) -> MultilayerPerceptron {
    MultilayerPerceptron(features: 7, hiddenUnits: hiddenUnits, classes: 4, activation: activation)
  }

  /// The sum of the clipped gradients over all records at the initial parameters, as the trainer computes it.
  static func trainerSum(
    _ model: MultilayerPerceptron, _ dataset: Dataset, candidates: [TrainingRecords.Candidate] = [],
    clipping: some ClippingRule
  ) throws -> [Float] {
    let trainer = DPSGD(
      model: model, sampler: PoissonSampler(probability: 1), clipping: clipping, noise: NoNoise(), steps: 1,
      learningRate: 1, expectedBatchSize: 1)
    return try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: candidates), in: trial, watchedBy: UpdateRecorder())[0]
  }

  static func initialParameters(_ model: MultilayerPerceptron) -> [Float] {
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .initialisation)
    return model.initialParameters(using: &stream)
  }

  /// The gradient of one example's loss by central differences on the loss in double precision.
  static func numericalGradient(_ model: MultilayerPerceptron, _ example: Example, _ parameters: [Float]) -> [Double] {
    parameters.indices.map { index in
      let step: Float = 1.0 / 256
      var (above, below) = (parameters, parameters)
      above[index] += step
      below[index] -= step
      return (model.loss(of: example, parameters: above) - model.loss(of: example, parameters: below))
        / Double(above[index] - below[index])
    }
  }

  @Test(
    "are those of finite differences",
    arguments: [([], ActivationName.relu), ([6], .relu), ([6], .tanh), ([6, 5], .tanh)])
  func matchFiniteDifferences(hiddenUnits: [Int], activation: ActivationName) throws {
    let (model, dataset) = (Self.model(hiddenUnits, activation), try Self.blobs(examples: 3))
    let parameters = Self.initialParameters(model)
    let sum = try Self.trainerSum(model, dataset, clipping: NoClipping())
    var expected = [Double](repeating: 0, count: parameters.count)
    for index in 0..<dataset.count {
      for (position, value) in Self.numericalGradient(model, dataset.example(index), parameters).enumerated() {
        expected[position] += value
      }
    }
    // Central differences with a step of 1/256 leave a third-order error of some 1e-4 here.
    for (value, reference) in zip(sum, expected) { #expect(abs(Double(value) - reference) < 2e-3) }
  }

  @Test(
    "clipped without laying them out sum to those clipped one by one",
    arguments: [([], ActivationName.relu), ([16], .relu), ([16, 8], .tanh)], [0.1, 1, 3])
  func clippedSumMatchesLoop(shape: ([Int], ActivationName), clipNorm: Double) throws {
    // More records than one block of the trainer.
    let (model, dataset) = (Self.model(shape.0, shape.1), try Self.blobs(examples: 600))
    let sum = try Self.trainerSum(model, dataset, clipping: FlatClipping(clipNorm: Float(clipNorm)))
    var expected = [Double](repeating: 0, count: sum.count)
    var clipped = 0
    for index in 0..<dataset.count {
      let single = try dataset.subset([index])
      let gradient = try Self.trainerSum(model, single, clipping: NoClipping()).map(Double.init)
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > clipNorm { clipped += 1 }
      for position in gradient.indices { expected[position] += gradient[position] * min(1, clipNorm / norm) }
    }
    #expect(clipped > 0)
    let error = zip(sum, expected).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) }.squareRoot()
    let size = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(error < 1e-5 * size)
  }

  @Test("no record adds more than the clip norm")
  func sensitivityIsTheClipNorm() throws {
    let (model, dataset) = (Self.model([], .relu), try Self.blobs())
    let huge = Example(features: [1e4, -1e4, 1e4, 0, 0, 0, 1e4], label: 2)
    let candidates: [TrainingRecords.Candidate] = [
      .example(huge), .gradient(direction: .coordinate(3), norm: 0.5), .gradient(direction: .coordinate(3), norm: 40),
    ]
    let clipping = FlatClipping(clipNorm: 0.5)
    let without = try Self.trainerSum(model, dataset, clipping: clipping)
    for candidate in candidates {
      let with = try Self.trainerSum(model, dataset, candidates: [candidate], clipping: clipping)
      let difference = zip(with, without).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }.squareRoot()
      #expect(abs(difference - 0.5) < 1e-5)
    }
  }

  @Test("that are not finite end the run with an error that names the step")
  func notFinite() throws {
    let dataset = try Self.blobs()
    let overflowing = Example(features: [Float](repeating: 3e38, count: 7), label: 1)
    #expect(throws: TrainingError.self) {
      try Self.trainerSum(
        Self.model([], .relu), dataset, candidates: [.example(overflowing)], clipping: FlatClipping(clipNorm: 1))
    }
  }

  @Test("have the energy of the squares of each example's gradient")
  func energy() throws {
    let (model, dataset) = (Self.model([6], .tanh), try Self.blobs(examples: 300))
    let energy = model.gradientEnergy(on: dataset, parameters: Self.initialParameters(model))
    var expected = [Double](repeating: 0, count: energy.count)
    for index in 0..<dataset.count {
      let gradient = try Self.trainerSum(model, dataset.subset([index]), clipping: NoClipping())
      for position in gradient.indices { expected[position] += pow(Double(gradient[position]), 2) }
    }
    for (value, reference) in zip(energy, expected) { #expect(abs(Double(value) - reference) < 1e-4 * (1 + reference)) }
  }
}

extension Dataset {
  fileprivate func subset(_ indices: [Int]) throws -> Dataset {
    try Dataset(
      features: Matrix(rows: indices.count, columns: featureCount, elements: indices.flatMap { features.row($0) }),
      labels: indices.map { labels[$0] }, classes: classes)
  }
}

import Foundation
import Learning
import NumericalCore
import PrivacyModel
import Testing

/// Models of every kind of layer, on examples of 2 × 6 × 6 numbers in 4 classes.
enum Architectures {
  static let image = ExampleShape(height: 6, width: 6, channels: 2)

  static let all: [String: [LayerSpecification]] = [
    "softmax regression": [],
    "perceptron, ReLU": [.dense(units: 6), .activation(.relu)],
    "perceptron, two layers, tanh": [.dense(units: 16), .activation(.tanh), .dense(units: 5), .activation(.tanh)],
    "perceptron, GELU": [.dense(units: 17), .activation(.gelu)],
    "convolution, same": [.convolution(channels: 5, size: 3, stride: 1, padding: .same), .activation(.tanh)],
    "convolution, same, even and striding": [.convolution(channels: 3, size: 4, stride: 2, padding: .same)],
    "convolution, valid": [.convolution(channels: 17, size: 3, stride: 1, padding: .valid), .activation(.relu)],
    "convolutions, the second striding": [
      .convolution(channels: 3, size: 3, stride: 1, padding: .same), .activation(.tanh),
      .convolution(channels: 4, size: 3, stride: 2, padding: .valid), .activation(.tanh),
    ],
    "convolutions, even": [
      .convolution(channels: 3, size: 2, stride: 1, padding: .same), .activation(.tanh),
      .convolution(channels: 4, size: 4, stride: 1, padding: .same), .activation(.tanh),
    ],
    "convolutions with few positions, for the Gram form": [
      .convolution(channels: 20, size: 5, stride: 4, padding: .same), .activation(.tanh),
      .convolution(channels: 40, size: 2, stride: 1, padding: .same), .activation(.tanh),
    ],
    "pooling": [
      .convolution(channels: 3, size: 3, stride: 1, padding: .same), .maxPooling(size: 2, stride: 1),
      .averagePooling(size: 2, stride: 2),
    ],
    "group normalisation": [
      .convolution(channels: 4, size: 3, stride: 1, padding: .same), .groupNormalisation(groups: 2), .activation(.tanh),
    ],
    "layer normalisation": [.dense(units: 9), .layerNormalisation, .activation(.tanh), .dense(units: 5)],
    "residual": [
      .convolution(channels: 8, size: 3, stride: 1, padding: .same),
      .residual(
        body: [.activation(.tanh), .convolution(channels: 8, size: 3, stride: 1, padding: .same)], shortcut: []),
      .activation(.tanh),
      .residual(
        body: [
          .convolution(channels: 4, size: 3, stride: 2, padding: .same), .groupNormalisation(groups: 2),
          .activation(.gelu),
        ], shortcut: [.convolution(channels: 4, size: 1, stride: 2, padding: .same)]),
      .globalAveragePooling,
    ],
    "embedding": [.embedding(vocabulary: 3, dimensions: 4), .activation(.tanh)],
    "dropout that drops nothing": [.dense(units: 5), .dropout(probability: 0), .activation(.tanh)],
  ]

  static func dataset(examples: Int, classes: Int = 4) throws -> Dataset {
    var stream = RandomStream(seed: 1, trial: 0, purpose: .data)
    return try .gaussianBlobs(examples: examples, features: image.count, classes: classes, spread: 1, using: &stream)
  }

  static func network(_ layers: [LayerSpecification], loss: LossName = .crossEntropy, classes: Int = 4) throws
    -> Network
  {
    try Network(
      ModelSpecification(.layers(layers), image: image, loss: loss), features: image.count, classes: classes)
  }

  /// Initial parameters with noise on all of them, so that none is 0.
  static func parameters(of network: Network) -> [Float] {
    var stream = RandomStream(seed: 5, trial: 0, purpose: .initialisation)
    return network.initialParameters(using: &stream).map { $0 + 0.1 * Float(stream.nextNormal()) }
  }

  /// The sum of the clipped gradients over all records at `parameters`, as the trainer computes it.
  static func trainerSum(
    _ network: Network, _ dataset: Dataset, parameters: [Float], candidates: [TrainingRecords.Candidate] = [],
    clipping: any ClippingRule
  ) throws -> [Float] {
    let trainer = DPSGD(
      network: network, sampler: PoissonSampler(probability: 1), clipping: clipping,
      noise: GaussianNoise(noiseMultiplier: 0), optimiser: SGD(learningRate: LearningRate(1)), steps: 1,
      expectedBatchSize: 1, initialParameters: parameters)
    return try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: candidates), with: Array(candidates.indices),
      in: TrialIdentity(seed: 5, index: 0), watchedBy: UpdateRecorder(), using: TrainingMemory(network))[0]
  }
}

/// Remembers every update.
private struct UpdateRecorder: TrainingObserver {
  var updates: [[Float]] = []
  mutating func see(update: UnsafeBufferPointer<Float>) { updates.append(Array(update)) }
  func observation(finalParameters: [Float]) -> [[Float]] { updates }
}

@Suite("Gradients of networks") struct GradientTests {
  /// The gradient of one example's loss by central differences on the loss in double precision.
  static func numericalGradient(_ network: Network, _ example: Example, _ parameters: [Float]) -> [Double] {
    let parameters = parameters.map(Double.init)
    return parameters.indices.map { index in
      let step = 1e-5
      var (above, below) = (parameters, parameters)
      above[index] += step
      below[index] -= step
      return (network.loss(of: example, parameters: above) - network.loss(of: example, parameters: below)) / (2 * step)
    }
  }

  static func expectFiniteDifferences(_ network: Network, _ dataset: Dataset) throws {
    let parameters = Architectures.parameters(of: network)
    let sum = try Architectures.trainerSum(network, dataset, parameters: parameters, clipping: NoClipping())
    var expected = [Double](repeating: 0, count: parameters.count)
    for index in 0..<dataset.count {
      for (position, value) in numericalGradient(network, dataset.example(index), parameters).enumerated() {
        expected[position] += value
      }
    }
    let size = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let error = zip(sum, expected).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) }.squareRoot()
    // Single precision keeps seven digits, differences with a step of 1e-5 ten.
    #expect(error < 1e-5 * size, "\(error) of \(size)")
  }

  @Test("are those of finite differences in double precision", arguments: Architectures.all.keys.sorted())
  func matchFiniteDifferences(name: String) throws {
    let layers = try #require(Architectures.all[name])
    try Self.expectFiniteDifferences(Architectures.network(layers), Architectures.dataset(examples: 2))
  }

  @Test("are those of finite differences for every loss", arguments: LossName.allCases)
  func lossesMatchFiniteDifferences(loss: LossName) throws {
    let network = try Architectures.network([.dense(units: 6), .activation(.tanh)], loss: loss, classes: 2)
    try Self.expectFiniteDifferences(network, Architectures.dataset(examples: 4, classes: 2))
  }

  @Test(
    "clipped without laying them out sum to those clipped one by one", arguments: Architectures.all.keys.sorted(),
    [0.1, 1, 3])
  func clippedSumMatchesLoop(name: String, clipNorm: Double) throws {
    let network = try Architectures.network(try #require(Architectures.all[name]))
    // More records than go through the network at once.
    let dataset = try Architectures.dataset(examples: NetworkPass.suitableCapacity(for: network) + 30)
    let parameters = Architectures.parameters(of: network)
    let sum = try Architectures.trainerSum(
      network, dataset, parameters: parameters, clipping: FlatClipping(clipNorm: Float(clipNorm)))
    var expected = [Double](repeating: 0, count: sum.count)
    var clipped = 0
    for index in 0..<dataset.count {
      let gradient = try Architectures.trainerSum(
        network, dataset.subset([index]), parameters: parameters, clipping: NoClipping()
      ).map(Double.init)
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > clipNorm { clipped += 1 }
      for position in gradient.indices { expected[position] += gradient[position] * min(1, clipNorm / norm) }
    }
    #expect(clipped > 0)
    let error = zip(sum, expected).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) }.squareRoot()
    let size = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(error < 1e-5 * size)
  }

  @Test("have the norms of the gradients laid out", arguments: Architectures.all.keys.sorted())
  func normsMatchMaterialised(name: String) throws {
    let network = try Architectures.network(try #require(Architectures.all[name]))
    let dataset = try Architectures.dataset(examples: 12)
    let records = TrainingRecords(dataset: dataset, candidates: [])
    let parameters = FloatBuffer(count: network.parameterCount)
    parameters.fill(from: Architectures.parameters(of: network))
    let pass = NetworkPass(network, capacity: dataset.count)
    for index in 0..<dataset.count { records.append(index, to: pass) }
    withExtendedLifetime(records) { pass.run(parameters: parameters.base, measuring: true) }
    let groups = network.stack.parameterGroups
    for index in 0..<dataset.count {
      let gradient = try Architectures.trainerSum(
        network, dataset.subset([index]), parameters: parameters.array, clipping: NoClipping())
      let expected = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      let squaredNorm = (0..<groups).reduce(0.0) { $0 + Double(pass.squaredNorms[$1 * pass.capacity + index]) }
      #expect(abs(squaredNorm.squareRoot() - expected) < 1e-5 * expected)
    }
  }

  @Test("no record adds more than the clip norm")
  func sensitivityIsTheClipNorm() throws {
    let (network, dataset) = (try Architectures.network([]), try Architectures.dataset(examples: 40))
    let parameters = Architectures.parameters(of: network)
    let huge = Example(features: (0..<72).map { $0 % 3 == 0 ? 1e4 : -1e4 }, label: 2)
    let candidates: [TrainingRecords.Candidate] = [
      .example(huge), .gradient(direction: .coordinate(3), norm: 0.5), .gradient(direction: .coordinate(3), norm: 40),
    ]
    let clipping = FlatClipping(clipNorm: 0.5)
    let without = try Architectures.trainerSum(network, dataset, parameters: parameters, clipping: clipping)
    for candidate in candidates {
      let with = try Architectures.trainerSum(
        network, dataset, parameters: parameters, candidates: [candidate], clipping: clipping)
      let difference = zip(with, without).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }.squareRoot()
      #expect(abs(difference - 0.5) < 1e-5)
    }
  }

  @Test("that are not finite end the run with an error that names the step", arguments: [true, false])
  func notFinite(isClipped: Bool) throws {
    let (network, dataset) = (try Architectures.network([]), try Architectures.dataset(examples: 40))
    let overflowing = Example(features: [Float](repeating: 3e38, count: 72), label: 1)
    #expect(throws: TrainingError.notFinite(step: 0)) {
      try Architectures.trainerSum(
        network, dataset, parameters: Architectures.parameters(of: network), candidates: [.example(overflowing)],
        clipping: isClipped ? FlatClipping(clipNorm: 1) : NoClipping())
    }
  }

  @Test(
    "have the energy of the squares of each example's gradient", arguments: ["perceptron, ReLU", "convolution, same"])
  func energy(name: String) throws {
    let network = try Architectures.network(try #require(Architectures.all[name]))
    let (dataset, parameters) = (try Architectures.dataset(examples: 50), Architectures.parameters(of: network))
    let energy = network.gradientEnergy(on: dataset, parameters: parameters)
    var expected = [Double](repeating: 0, count: energy.count)
    for index in 0..<dataset.count {
      let gradient = try Architectures.trainerSum(
        network, dataset.subset([index]), parameters: parameters, clipping: NoClipping())
      for position in gradient.indices { expected[position] += pow(Double(gradient[position]), 2) }
    }
    for (value, reference) in zip(energy, expected) { #expect(abs(Double(value) - reference) < 1e-4 * (1 + reference)) }
  }
}

extension Dataset {
  func subset(_ indices: [Int]) throws -> Dataset {
    try Dataset(
      features: Matrix(rows: indices.count, columns: featureCount, elements: indices.flatMap { features.row($0) }),
      labels: indices.map { labels[$0] }, classes: classes)
  }
}

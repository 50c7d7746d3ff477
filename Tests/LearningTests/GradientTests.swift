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
    "activations on top of each other": [
      .dense(units: 7), .activation(.tanh), .activation(.tanh), .dropout(probability: 0), .activation(.gelu),
      .activation(.relu), .activation(.tanh), .activation(.gelu),
    ],
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

  /// Holds the norms of a pass to those of each example's gradient laid out.
  static func expectGhostNorms(of network: Network, on dataset: Dataset, within tolerance: Double) throws {
    let records = TrainingRecords(dataset: dataset, candidates: [])
    let parameters = FloatBuffer(count: network.parameterCount)
    parameters.fill(from: Self.parameters(of: network))
    let pass = NetworkPass(network, capacity: dataset.count)
    for index in 0..<dataset.count { records.append(index, to: pass) }
    withExtendedLifetime(records) { pass.run(parameters: parameters.base, measuring: true) }
    for index in 0..<dataset.count {
      let gradient = try trainerSum(
        network, dataset.subset([index]), parameters: parameters.array, clipping: NoClipping())
      let expected = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      let squaredNorm = (0..<network.stack.groupSizes.count).reduce(0.0) {
        $0 + Double(pass.squaredNorms[$1 * pass.capacity + index])
      }
      #expect(abs(squaredNorm.squareRoot() - expected) < tolerance * expected)
    }
  }
}

/// Remembers every update.
private struct UpdateRecorder: TrainingObserver {
  var updates: [[Float]] = []
  var watchesUpdates: Bool { true }
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
    try Architectures.expectGhostNorms(of: network, on: dataset, within: 1e-5)
  }

  @Test("of a convolution whose positions cancel still have the norm of the sum, in the form by Gram matrices too")
  func cancellingPositions() throws {
    let network = try Network(
      ModelSpecification(
        .layers([.convolution(channels: 60, size: 3, stride: 1, padding: .valid), .globalAveragePooling]),
        image: ExampleShape(height: 4, width: 4, channels: 30)), features: 480, classes: 2)
    // Every patch is the same, up to a little, so that only the sum of the output gradients over the positions counts.
    var stream = RandomStream(seed: 4, trial: 0, purpose: .data)
    let features = Matrix(
      rows: 3, columns: 480, elements: (0..<1440).map { _ in Float(5 + 1e-3 * stream.nextNormal()) })
    let dataset = try Dataset(features: features, labels: [0, 1, 0], classes: 2)
    try Architectures.expectGhostNorms(of: network, on: dataset, within: 1e-4)
  }

  @Test(
    "of a gradient canary are as long as the rule lets any gradient be",
    arguments: ["flat", "automatic", "per-layer", "adaptive"], [ParameterDirection.coordinate(3), .dense([])])
  func canaryUnderEveryRule(name: String, kind: ParameterDirection) throws {
    let network = try Architectures.network([.dense(units: 6), .activation(.tanh)])
    let rules: [String: any ClippingRule] = [
      "flat": FlatClipping(clipNorm: 0.5), "automatic": AutomaticClipping(clipNorm: 0.5, stabiliser: 0.01),
      "per-layer": PerLayerClipping(clipNorm: 0.5, shares: [1, 3]),
      "adaptive": AdaptiveClipping(initialClipNorm: 0.5, quantile: 0.5, rate: 0.2, countNoiseMultiplier: 1),
    ]
    let clipping = try #require(rules[name])
    let length = 1 / Float(network.parameterCount).squareRoot()
    let direction =
      kind == .coordinate(3) ? kind : .dense([Float](repeating: length, count: network.parameterCount))
    let (dataset, parameters) = (try Architectures.dataset(examples: 5), Architectures.parameters(of: network))
    let without = try Architectures.trainerSum(network, dataset, parameters: parameters, clipping: clipping)
    let with = try Architectures.trainerSum(
      network, dataset, parameters: parameters, candidates: [.gradient(direction: direction, norm: 1e15)],
      clipping: clipping)
    let difference = zip(with, without).map { Double($0 - $1) }
    let norm = difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // By layers, a coordinate has the share of its own layer alone.
    let most = name == "per-layer" && kind == .coordinate(3) ? 0.5 * (1.0 / 4).squareRoot() : 0.5
    #expect(abs(norm - most) < 1e-4)
    let along = difference.enumerated().reduce(0.0) { sum, element in
      switch direction {
      case .coordinate(let index): sum + (element.offset == index ? element.element : 0)
      case .dense(let elements): sum + element.element * Double(elements[element.offset])
      }
    }
    let trainer = DPSGD(
      network: network, sampler: PoissonSampler(probability: 1), clipping: clipping,
      noise: GaussianNoise(noiseMultiplier: 0), optimiser: SGD(learningRate: LearningRate(1)), steps: 1,
      expectedBatchSize: 1)
    #expect(abs(trainer.contribution(of: direction, norm: 1e15) - along) < 1e-4)
  }

  @Test("with dropout are those of the network that is left, and depend on the place in the batch alone")
  func dropout() throws {
    let network = try Architectures.network([.dense(units: 40), .dropout(probability: 0.3), .activation(.tanh)])
    let (dataset, parameters) = (try Architectures.dataset(examples: 300), Architectures.parameters(of: network))
    let whole = try Architectures.trainerSum(network, dataset, parameters: parameters, clipping: NoClipping())
    let again = try Architectures.trainerSum(network, dataset, parameters: parameters, clipping: NoClipping())
    #expect(whole == again)
    // A dropped unit passes no gradient to its weights: of one example, about 0.3 of the columns of the first layer.
    let single = try Architectures.trainerSum(
      network, dataset.subset([0]), parameters: parameters, clipping: NoClipping())
    let biases = (0..<40).map { single[72 * 40 + $0] }
    let dropped = biases.count { $0 == 0 }
    #expect((3...22).contains(dropped))
    for unit in 0..<40 where biases[unit] == 0 {
      let isSilent = (0..<72).allSatisfy { single[$0 * 40 + unit] == 0 }
      #expect(isSilent)
    }
    let withoutDropout = try Architectures.trainerSum(
      Architectures.network([.dense(units: 40), .dropout(probability: 0), .activation(.tanh)]), dataset,
      parameters: parameters, clipping: NoClipping())
    #expect(whole != withoutDropout)
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

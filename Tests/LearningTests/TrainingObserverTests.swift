import Foundation
import Learning
import NumericalCore
import PrivacyModel
import Testing

@Suite("What an adversary sees of a training") struct TrainingObserverTests {
  static let trial = TrialIdentity(seed: 7, index: 3)

  static func dataset() throws -> Dataset {
    let features = Matrix(rows: 4, columns: 3, elements: [0, 1, 2, 0, 2, 1, 1, 1, 1, 0, 0, 1])
    return try Dataset(features: features, labels: [0, 1, 1, 0], classes: 2)
  }

  static func watch<Observer: TrainingObserver>(
    _ observer: Observer, rate: LearningRate, noiseMultiplier: Double = 1
  ) throws -> Observer.Observation {
    let network = try Network(ModelSpecification(.softmaxRegression), features: 3, classes: 2)
    let trainer = DPSGD(
      network: network, sampler: PoissonSampler(probability: 0.7), clipping: FlatClipping(clipNorm: 1),
      noise: GaussianNoise(noiseMultiplier: noiseMultiplier), optimiser: SGD(learningRate: rate), steps: 12,
      expectedBatchSize: 3)
    return try trainer.train(
      on: TrainingRecords(dataset: dataset(), candidates: []), with: [], in: trial, watchedBy: observer,
      using: TrainingMemory(network))
  }

  static let directions: [ParameterDirection] = [
    .coordinate(4), .dense([Float](repeating: 1 / Float(8).squareRoot(), count: 8)),
  ]

  @Test("moves under plain descent tell what updates tell, whatever the schedule")
  func moves() throws {
    let rate = LearningRate(0.3, warmUpSteps: 3, decay: .step(every: 4, factor: 0.5))
    let updates = try Self.watch(UpdateProjectionObserver(directions: Self.directions), rate: rate)
    let moves = try Self.watch(MoveProjectionObserver(directions: Self.directions, learningRate: rate), rate: rate)
    #expect(updates.count == 24 && moves.count == 24)
    for (update, move) in zip(updates, moves) { #expect(abs(update - move) < 1e-5) }
  }

  @Test("the displacement is the sum of the moves")
  func displacement() throws {
    let rate = LearningRate(0.3)
    let updates = try Self.watch(UpdateProjectionObserver(directions: Self.directions), rate: rate)
    let displacement = try Self.watch(DisplacementObserver(directions: Self.directions), rate: rate)
    for index in 0..<2 {
      let sum = stride(from: index, to: 24, by: 2).reduce(0) { $0 + updates[$1] }
      #expect(abs(displacement[index] - 0.3 * sum) < 1e-5)
    }
  }

  @Test("a gradient is that of the loss, and moves are read along it model by model")
  func alignment() throws {
    let network = try Network(ModelSpecification(.softmaxRegression), features: 3, classes: 2)
    let example = Example(features: [1, 0, 2], label: 1)
    // At weights 0 both classes have probability 1/2.
    #expect(
      network.gradient(of: example, parameters: [Float](repeating: 0, count: 8)) == [0.5, -0.5, 0, 0, 1, -1, 0.5, -0.5])
    let rate = LearningRate(0.2)
    let final = try Self.watch(FinalModelObserver(), rate: rate)
    let first = network.gradient(of: example, parameters: [Float](repeating: 0, count: 8)).map(Double.init)
    let expected =
      -zip(first, final).reduce(0) { $0 + $1.0 * Double($1.1) } / first.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let atEnd = try Self.watch(
      GradientAlignmentObserver(network: network, examples: [example], everyModel: false), rate: rate)
    #expect(abs(atEnd[0] - expected) < 1e-6)
    var models: [[Float]] = try Self.watch(ModelRecorder(), rate: rate)
    models.insert([Float](repeating: 0, count: 8), at: 0)
    let along = try Self.watch(
      GradientAlignmentObserver(network: network, examples: [example], everyModel: true), rate: rate)
    let sum = zip(models, models.dropFirst()).reduce(0.0) { sum, pair in
      let gradient = network.gradient(of: example, parameters: pair.0).map(Double.init)
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return sum + gradient.indices.reduce(0) { $0 + gradient[$1] * Double(pair.0[$1] - pair.1[$1]) } / norm
    }
    #expect(abs(along[0] - sum) < 1e-6)
  }
}

private struct ModelRecorder: TrainingObserver {
  var models: [[Float]] = []
  var watchesModels: Bool { true }
  mutating func see(model: UnsafeBufferPointer<Float>) { models.append(Array(model)) }
  func observation(finalParameters: [Float]) -> [[Float]] { models }
}

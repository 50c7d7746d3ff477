import Foundation
import Learning
import NumericalCore
import PrivacyModel
import Synchronization
import Testing

@Suite("Parts of DP-SGD") struct TrainingPartsTests {
  @Test("a run is a function of its trial's identity")
  func isDeterministic() throws {
    let run = { (seed: UInt64, index: Int) in
      try Self.train(on: Self.blobs(), in: TrialIdentity(seed: seed, index: index))
    }
    #expect(try run(1, 2) == run(1, 2))
    #expect(try run(1, 2) != run(1, 3))
    #expect(try run(1, 2) != run(2, 2))
  }

  @Test("learns: four separable clusters, under noise, to 90 % accuracy")
  func learns() throws {
    var stream = RandomStream(seed: 9, trial: 0, purpose: .data)
    let dataset = try Dataset.gaussianBlobs(examples: 2000, features: 7, classes: 4, spread: 0.3, using: &stream)
    let parameters = try Self.train(on: dataset, in: TrialIdentity(seed: 1, index: 0))
    let network = try Self.softmaxRegression()
    let right = (0..<dataset.count).count { index in
      let outputs = network.outputs(for: dataset.example(index).features, parameters: parameters.map(Double.init))
      return outputs.indices.max { outputs[$0] < outputs[$1] } == Int(dataset.labels[index])
    }
    #expect(Double(right) > 0.9 * Double(dataset.count), "\(right) of \(dataset.count)")
  }

  @Test("the noise on an update has standard deviation σC divided by the expected batch size")
  func noiseScale() throws {
    // The canary coordinate gets no gradient from any record: feature 0 is always 0.
    var dataset = try Self.blobs()
    var features = dataset.features
    for row in 0..<features.rows { features[row, 0] = 0 }
    dataset = try Dataset(features: features, labels: dataset.labels, classes: dataset.classes)
    let trainer = DPSGD(
      network: try Self.softmaxRegression(), sampler: PoissonSampler(probability: 0.5),
      clipping: FlatClipping(clipNorm: 3), noise: GaussianNoise(noiseMultiplier: 2),
      optimiser: SGD(learningRate: LearningRate(1e-6)), steps: 40_000, expectedBatchSize: 20)
    let projections = try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), with: [], in: TrialIdentity(seed: 1, index: 0),
      watchedBy: UpdateProjectionObserver(directions: [.coordinate(0)]), using: TrainingMemory(trainer.network))
    let variance = projections.reduce(0) { $0 + $1 * $1 } / Double(projections.count)
    #expect(abs(variance / pow(2 * 3 / 20.0, 2) - 1) < 6 * (2.0 / 40_000).squareRoot())
  }

  /// Remembers the sensitivity that it was told in each step, and adds nothing.
  private final class SensitivityRecorder: NoiseSource, NoiseRun, Sendable {
    private let seen = Mutex<[Float]>([])
    var sensitivities: [Float] { seen.withLock { $0 } }

    func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun { self }
    func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int) {
      seen.withLock { $0.append(sensitivity) }
    }
  }

  @Test("the noise of a step has the sensitivity of its gradients, not of the next step's")
  func adaptiveSensitivity() throws {
    let (dataset, recorder) = (try Self.blobs(), SensitivityRecorder())
    let clipping = AdaptiveClipping(initialClipNorm: 3, quantile: 0.5, rate: 0.2, countNoiseMultiplier: 1)
    let trainer = DPSGD(
      network: try Self.softmaxRegression(), sampler: PoissonSampler(probability: 1), clipping: clipping,
      noise: recorder, optimiser: SGD(learningRate: LearningRate(0.1)), steps: 3, expectedBatchSize: 40)
    _ = try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), with: [], in: TrialIdentity(seed: 1, index: 0),
      watchedBy: FinalModelObserver(), using: TrainingMemory(trainer.network))
    #expect(recorder.sensitivities[0] == 3)
    #expect(Set(recorder.sensitivities).count == 3)
  }

  @Test("a step taken in one go is the step that observers see, to within rounding", arguments: [0.0, 1.5])
  func descendsAtOnce(noiseMultiplier: Double) throws {
    let dataset = try Self.blobs()
    let trainer = DPSGD(
      network: try Self.softmaxRegression(), sampler: PoissonSampler(probability: 0.5),
      clipping: FlatClipping(clipNorm: 1), noise: GaussianNoise(noiseMultiplier: noiseMultiplier),
      optimiser: SGD(learningRate: LearningRate(0.3)), steps: 30, expectedBatchSize: 20)
    let records = TrainingRecords(dataset: dataset, candidates: [])
    func parameters(watched: Bool) throws -> [Float] {
      let memory = TrainingMemory(trainer.network)
      let run = TrainingRun(trainer, on: records, with: [], in: TrialIdentity(seed: 2, index: 0), using: memory)
      for _ in 0..<30 { try run.takeStep(watchedBy: watched ? { _ in } : nil) }
      return run.parameters
    }
    let (watched, unwatched) = (try parameters(watched: true), try parameters(watched: false))
    for (one, other) in zip(watched, unwatched) {
      #expect(abs(one - other) < 1e-5)
    }
  }

  private static func blobs() throws -> Dataset {
    var stream = RandomStream(seed: 1, trial: 0, purpose: .data)
    return try .gaussianBlobs(examples: 40, features: 7, classes: 4, spread: 1, using: &stream)
  }

  private static func softmaxRegression() throws -> Network {
    try Network(ModelSpecification(.softmaxRegression), features: 7, classes: 4)
  }

  private static func train(on dataset: Dataset, in trial: TrialIdentity) throws -> [Float] {
    let trainer = DPSGD(
      network: try softmaxRegression(), sampler: PoissonSampler(probability: 0.1),
      clipping: FlatClipping(clipNorm: 1), noise: GaussianNoise(noiseMultiplier: 1),
      optimiser: SGD(learningRate: LearningRate(0.5)), steps: 100, expectedBatchSize: 0.1 * Float(dataset.count))
    return try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), with: [], in: trial, watchedBy: FinalModelObserver(),
      using: TrainingMemory(trainer.network))
  }
}

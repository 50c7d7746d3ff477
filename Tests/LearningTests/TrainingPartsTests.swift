import Foundation
import Learning
import NumericalCore
import PrivacyModel
import Testing

@Suite("Parts of DP-SGD") struct TrainingPartsTests {
  @Test("a run is a function of its trial's identity")
  func isDeterministic() throws {
    let run = { (seed: UInt64, index: Int) in
      try Self.train(on: BackpropagationTests.blobs(), in: TrialIdentity(seed: seed, index: index))
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
    let model = BackpropagationTests.model([], .relu)
    let right = (0..<dataset.count).count { index in
      let logits = model.logits(of: dataset.example(index).features, parameters: parameters)
      return logits.indices.max { logits[$0] < logits[$1] } == Int(dataset.labels[index])
    }
    #expect(Double(right) > 0.9 * Double(dataset.count), "\(right) of \(dataset.count)")
  }

  @Test("the noise on an update has standard deviation σC divided by the expected batch size")
  func noiseScale() throws {
    // The canary coordinate gets no gradient from any record: feature 0 is always 0.
    var dataset = try BackpropagationTests.blobs()
    var features = dataset.features
    for row in 0..<features.rows { features[row, 0] = 0 }
    dataset = try Dataset(features: features, labels: dataset.labels, classes: dataset.classes)
    let trainer = DPSGD(
      model: BackpropagationTests.model([], .relu), sampler: PoissonSampler(probability: 0.5),
      clipping: FlatClipping(clipNorm: 3), noise: GaussianNoise(noiseMultiplier: 2), steps: 40_000,
      learningRate: 1e-6, expectedBatchSize: 20)
    let projections = try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), in: TrialIdentity(seed: 1, index: 0),
      watchedBy: UpdateProjectionObserver(directions: [.coordinate(0)]))
    let variance = projections.reduce(0) { $0 + $1 * $1 } / Double(projections.count)
    #expect(abs(variance / pow(2 * 3 / 20.0, 2) - 1) < 6 * (2.0 / 40_000).squareRoot())
  }

  private static func train(on dataset: Dataset, in trial: TrialIdentity) throws -> [Float] {
    let trainer = DPSGD(
      model: BackpropagationTests.model([], .relu), sampler: PoissonSampler(probability: 0.1),
      clipping: FlatClipping(clipNorm: 1), noise: GaussianNoise(noiseMultiplier: 1), steps: 100, learningRate: 0.5,
      expectedBatchSize: 0.1 * Float(dataset.count))
    return try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), in: trial, watchedBy: FinalModelObserver())
  }
}

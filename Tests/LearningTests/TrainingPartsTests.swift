import Foundation
import Learning
import NumericalCore
import PrivacyModel
import Testing

@Suite("Parts of DP-SGD") struct TrainingPartsTests {
  @Test("Poisson sampling takes every record with its probability, independently", arguments: [0.001, 0.1, 0.5, 0.9])
  func poissonSampling(probability: Double) {
    let (records, steps) = (50, 20_000)
    let batches = PoissonSampler(probability: probability)
      .batches(of: records, in: TrialIdentity(seed: 3, index: 0))
    var (counts, pairs, batch) = ([Int](repeating: 0, count: records), 0, [Int]())
    for step in 0..<steps {
      batches.fill(&batch, step: step)
      #expect(zip(batch, batch.dropFirst()).allSatisfy { $0 < $1 })
      for index in batch { counts[index] += 1 }
      if batch.contains(7) && batch.contains(8) { pairs += 1 }
    }
    // Six standard deviations of a binomial and a half, for 51 counts: false alarm below 1e-3, for the rarest pair.
    for (count, chance) in counts.map({ ($0, probability) }) + [(pairs, probability * probability)] {
      let deviation = (Double(steps) * chance * (1 - chance)).squareRoot()
      #expect(abs(Double(count) - Double(steps) * chance) < 6 * deviation + 1)
    }
  }

  @Test("sampling with probability 1 takes everything, and nothing comes of no records")
  func samplingEdges() {
    func batch(_ probability: Double, of count: Int) -> [Int] {
      var batch = [99]
      PoissonSampler(probability: probability).batches(of: count, in: TrialIdentity(seed: 3, index: 0))
        .fill(&batch, step: 0)
      return batch
    }
    #expect(batch(1, of: 4) == [0, 1, 2, 3])
    #expect(batch(0.5, of: 0).isEmpty)
    #expect(batch(1e-300, of: 1000).isEmpty)
  }

  @Test("flat clipping shortens to the clip norm and lengthens nothing")
  func flatClipping() {
    let clipping = FlatClipping(clipNorm: 2)
    #expect(clipping.factor(squaredNorm: 0) == 1 && clipping.factor(squaredNorm: 4) == 1)
    #expect(clipping.factor(squaredNorm: 16) == 0.5)
    #expect(clipping.factor(squaredNorm: .infinity) == 0)
  }

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
      optimiser: GradientDescent(learningRate: 1e-6), steps: 40_000, expectedBatchSize: 20)
    let projections = try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), with: [], in: TrialIdentity(seed: 1, index: 0),
      watchedBy: UpdateProjectionObserver(directions: [.coordinate(0)]), using: TrainingMemory(trainer.network))
    let variance = projections.reduce(0) { $0 + $1 * $1 } / Double(projections.count)
    #expect(abs(variance / pow(2 * 3 / 20.0, 2) - 1) < 6 * (2.0 / 40_000).squareRoot())
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
      optimiser: GradientDescent(learningRate: 0.5), steps: 100, expectedBatchSize: 0.1 * Float(dataset.count))
    return try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), with: [], in: trial, watchedBy: FinalModelObserver(),
      using: TrainingMemory(trainer.network))
  }
}

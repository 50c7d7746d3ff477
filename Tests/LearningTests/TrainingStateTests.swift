import Learning
import NumericalCore
import PrivacyModel
import Testing

@Suite("Training state") struct TrainingStateTests {
  static let optimisers: [any Optimiser] = [
    SGD(learningRate: LearningRate(0.1)), Momentum(learningRate: LearningRate(0.1), momentum: 0.9),
    Adam(learningRate: LearningRate(0.01)),
  ]

  @Test("a run that goes on from another's state ends with the same bits", arguments: optimisers.indices)
  func resumesExactly(optimiser: Int) throws {
    let optimiser = Self.optimisers[optimiser]
    for (clipping, noise) in [
      (AdaptiveClipping(initialClipNorm: 1, countNoiseMultiplier: 5), GaussianNoise(noiseMultiplier: 1)),
      (FlatClipping(clipNorm: 1), BandedNoise(noiseMultiplier: 1, matrix: BandedToeplitz(squareRootBands: 4))),
    ] as [(any ClippingRule, any NoiseSource)] {
      for averaging in [nil, .exponential(decay: 0.9), .tail(firstStep: 5)] as [WeightAveraging?] {
        let trainer = try Self.trainer(clipping, noise, optimiser, averaging)
        let records = try Self.records()
        func run() -> TrainingRun {
          TrainingRun(
            trainer, on: records, with: [], in: TrialIdentity(seed: 1, index: 0),
            using: TrainingMemory(trainer.network))
        }
        let whole = run()
        for _ in 0..<20 { try whole.takeStep() }
        let first = run()
        for _ in 0..<7 { try first.takeStep() }
        let second = run()
        second.resume(from: first.state)
        #expect(second.state == first.state)
        for _ in 7..<20 { try second.takeStep() }
        #expect(second.state == whole.state)
        #expect(second.result == whole.result)
        #expect(whole.state != first.state)
      }
    }
  }

  @Test("an empty batch gets noise and counts as a step; only the noise moves the model")
  func emptyBatches() throws {
    let network = try Self.network()
    let trainer = DPSGD(
      network: network, sampler: PoissonSampler(probability: 1e-12), clipping: FlatClipping(clipNorm: 2),
      noise: GaussianNoise(noiseMultiplier: 3), optimiser: SGD(learningRate: LearningRate(1)), steps: 400,
      expectedBatchSize: 4)
    let run = TrainingRun(
      trainer, on: try Self.records(), with: [], in: TrialIdentity(seed: 5, index: 0), using: TrainingMemory(network))
    let start = run.parameters
    var (squares, count) = (0.0, 0)
    for _ in 0..<400 {
      let loss = try run.takeStep { update in
        for value in update { squares += Double(value) * Double(value) }
        count += update.count
      }
      #expect(loss == nil)
    }
    #expect(run.stepsTaken == 400 && run.parameters != start)
    // Standard deviation σC / expected batch size = 1.5; the estimate from 12,800 draws is off by more than 5 of its own
    // standard deviations with probability below 1e-6.
    let deviation = (squares / Double(count)).squareRoot()
    #expect(abs(deviation / 1.5 - 1) < 5 / Double(2 * count).squareRoot())
  }

  @Test("whatever the size of a batch, its sum is divided by the expected size")
  func partialBatches() throws {
    let (network, records) = (try Self.network(), try Self.records())
    let sampler = PoissonSampler(probability: 0.2)
    let trainer = DPSGD(
      network: network, sampler: sampler, clipping: FlatClipping(clipNorm: 0.5),
      noise: GaussianNoise(noiseMultiplier: 0),
      optimiser: SGD(learningRate: LearningRate(1)), steps: 30, expectedBatchSize: 8)
    let trial = TrialIdentity(seed: 2, index: 0)
    let run = TrainingRun(trainer, on: records, with: [], in: trial, using: TrainingMemory(network))
    let batches = sampler.batches(of: 40, in: trial)
    var (batch, sizes): ([Int], Set<Int>) = ([], [])
    for step in 0..<30 {
      batches.fill(&batch, step: step)
      sizes.insert(batch.count)
      let before = run.parameters
      var update: [Float] = []
      try run.takeStep { update = Array($0) }
      let sum = batch.map { Self.clippedGradient(of: $0, in: records, at: before, network) }
        .reduce([Double](repeating: 0, count: before.count)) { zip($0, $1).map(+) }
      for (got, expected) in zip(update, sum) { #expect(abs(Double(got) - expected / 8) < 1e-6) }
    }
    #expect(sizes.count > 3)
  }

  /// By finite differences of the loss, clipped to 0.5.
  private static func clippedGradient(
    of record: Int, in records: TrainingRecords, at parameters: [Float], _ network: Network
  ) -> [Double] {
    let (example, point) = (records.dataset.example(record), parameters.map(Double.init))
    let gradient = point.indices.map { index in
      let (up, down) = (1e-5, -1e-5)
      let values = [up, down].map { shift in
        var moved = point
        moved[index] += shift
        return network.loss(of: example, parameters: moved)
      }
      return (values[0] - values[1]) / 2e-5
    }
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return gradient.map { $0 * min(1, 0.5 / norm) }
  }

  private static func network() throws -> Network {
    try Network(ModelSpecification(.softmaxRegression), features: 7, classes: 4)
  }

  private static func trainer(
    _ clipping: any ClippingRule, _ noise: any NoiseSource, _ optimiser: any Optimiser, _ averaging: WeightAveraging?
  ) throws -> DPSGD {
    DPSGD(
      network: try Network(
        ModelSpecification(.layers([.dense(units: 5), .activation(.tanh), .dropout(probability: 0.3)])), features: 7,
        classes: 4), sampler: ShuffledSampler(batchSize: 8, capacity: 40), clipping: clipping, noise: noise,
      optimiser: optimiser, steps: 20, expectedBatchSize: 8, averaging: averaging)
  }

  private static func records() throws -> TrainingRecords {
    var stream = RandomStream(seed: 1, trial: 0, purpose: .data)
    return TrainingRecords(
      dataset: try .gaussianBlobs(examples: 40, features: 7, classes: 4, spread: 1, using: &stream), candidates: [])
  }
}

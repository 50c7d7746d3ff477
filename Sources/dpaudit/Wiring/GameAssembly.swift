internal import Attacks
package import Games
package import Learning
internal import Mechanisms
internal import NumericalCore
package import PrivacyModel

/// A game ready to be played, and what its mechanism claims to do.
package struct AssembledGame: Sendable {
  package let game: any Game
  package let event: MechanismEvent
  package let adjacency: Adjacency

  /// Wires mechanism, canary and attack as the specification says.
  ///
  /// - Parameter dataset: What `specification.data` names; nil where it names nothing.
  /// - Throws: `InvalidValue` for a value that does not fit the dataset.
  package init(_ specification: AuditSpecification, dataset: Dataset?) throws {
    switch (specification.mechanism, dataset) {
    case (.gaussianSum(let sum), _):
      let value = specification.canary.value
      self.init(
        GaussianSum(
          records: sum.records, candidates: [value], bound: sum.bound, noiseMultiplier: sum.noiseMultiplier),
        OutputAttack(candidates: [value]), specification)
    case (.laplaceSum(let sum), _):
      let value = specification.canary.value
      self.init(
        LaplaceSum(
          records: sum.records, candidates: [value], bound: sum.bound, noiseMultiplier: sum.noiseMultiplier),
        OutputAttack(candidates: [value]), specification)
    case (.gaussianVectorSum(let sum), _): self.init(sum, specification)
    case (.dpSGD(let training), let dataset?): try self.init(training, dataset, specification)
    case (.dpSGD, nil): preconditionFailure("dp-sgd trains on a dataset")
    }
  }

  private init<Target: Mechanism, Attacker: Attack>(
    _ mechanism: Target, _ attack: Attacker, _ specification: AuditSpecification
  ) where Target.Observation == Attacker.Observation {
    game = MembershipGame(
      mechanism: mechanism, attack: attack, candidates: 1, coins: specification.game.coins, seed: specification.seed)
    event = mechanism.event
    adjacency = mechanism.adjacency
  }

  private init(_ sum: GaussianVectorSumSpecification, _ specification: AuditSpecification) {
    guard case .vector(let direction) = specification.canary else {
      preconditionFailure("the canary of gaussian-vector-sum is a vector")
    }
    self.init(
      GaussianVectorSum(
        direction: sum.draws == .all ? direction.unitVector(dimensions: sum.dimensions, seed: specification.seed) : nil,
        steps: sum.steps, clipNorm: sum.clipNorm, noiseMultiplier: sum.noiseMultiplier),
      OutputAttack(candidates: [1]), specification)
  }

  private init(_ training: DPSGDSpecification, _ dataset: Dataset, _ specification: AuditSpecification) throws {
    let expectedBatchSize = try training.expectedBatchSize(of: dataset)
    try training.checkModelSize(on: dataset)
    let correct = GaussianNoise(noiseMultiplier: Float(training.noiseMultiplier))
    let noise: any NoiseSource =
      switch training.fault {
      case nil: correct
      case .noiseDividedByBatchSize: NoiseDividedByBatchSize(correct, batchSize: Float(expectedBatchSize))
      }
    let network = try naming("mechanism.model") {
      try Network(training.model, features: dataset.featureCount, classes: dataset.classes)
    }
    let trainer = DPSGD(
      network: network, sampler: PoissonSampler(probability: training.samplingProbability),
      clipping: FlatClipping(clipNorm: Float(training.clipNorm)), noise: noise,
      optimiser: GradientDescent(learningRate: Float(training.learningRate)), steps: training.steps,
      expectedBatchSize: Float(expectedBatchSize))
    let event = try MechanismEvent.dpSGD(
      noiseMultiplier: training.noiseMultiplier, samplingProbability: training.samplingProbability,
      steps: training.steps)
    switch specification.canary {
    case .mislabelled(let record):
      let canary = try mislabelledCanary(record: record, of: dataset)
      self.init(
        DPSGDMechanism(
          trainer: trainer, records: TrainingRecords(dataset: dataset, candidates: [.example(canary)]),
          observer: FinalModelObserver(), event: event),
        LossAttack(network: network, candidates: [canary]), specification)
    case .gradient(let direction):
      var initialisation = RandomStream(seed: specification.seed, trial: 0, purpose: .initialisation)
      var canary = RandomStream(seed: specification.seed, trial: 0, purpose: .canary)
      let direction = gradientCanaryDirection(
        direction, network: network, initialParameters: network.initialParameters(using: &initialisation),
        dataset: dataset, using: &canary)
      let records = TrainingRecords(
        dataset: dataset, candidates: [.gradient(direction: direction, norm: Float(training.clipNorm))])
      self.init(
        DPSGDMechanism(
          trainer: trainer, records: records, observer: UpdateProjectionObserver(directions: [direction]),
          event: event),
        GradientProjectionAttack(
          candidates: 1, noiseMultiplier: training.noiseMultiplier, clipNorm: training.clipNorm,
          samplingProbability: training.samplingProbability, expectedBatchSize: expectedBatchSize), specification)
    case .value, .vector: preconditionFailure("the canary of dp-sgd is mislabelled or a gradient")
    }
  }
}

extension CanarySpecification {
  /// Of the canary of a noisy sum.
  fileprivate var value: Double {
    guard case .value(let value) = self else { preconditionFailure("the canary of a noisy sum is a value") }
    return value
  }
}

extension VectorDirection {
  /// Depends on the audit's seed alone.
  fileprivate func unitVector(dimensions: Int, seed: UInt64) -> [Float] {
    var vector = [Float](repeating: 0, count: dimensions)
    switch self {
    case .coordinate: vector[0] = 1
    case .random:
      vector.withUnsafeMutableBufferPointer {
        RandomStream(seed: seed, trial: 0, purpose: .canary).addGaussian(standardDeviation: 1, to: $0)
      }
      let norm = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      vector = vector.map { Float(Double($0) / norm) }
    }
    return vector
  }
}

extension DPSGDSpecification {
  /// The constant that noisy sums are divided by: that of the dataset without the candidates, in both worlds.
  ///
  /// - Throws: `InvalidValue` where single precision cannot divide by it.
  fileprivate func expectedBatchSize(of dataset: Dataset) throws -> Double {
    let size = samplingProbability * Double(dataset.count)
    guard AllowedRange.singlePrecision.contains(size) else {
      throw InvalidValue(
        key: "mechanism.samplingProbability",
        allowed: "a number that takes the \(dataset.count) records to an expected batch of at least 1e-15 records",
        got: "\(samplingProbability)")
    }
    return size
  }

  /// - Throws: `InvalidValue` for a model that would fill the memory.
  fileprivate func checkModelSize(on dataset: Dataset) throws {
    let count = model.parameterCount(features: dataset.featureCount, classes: dataset.classes)
    let most = ModelSpecification.mostParameters
    guard let count, count <= most else {
      let (key, what) =
        switch model.kind {
        case .multilayerPerceptron: ("hiddenUnits", "sizes that make")
        case .layers: ("layers", "layers with")
        case .softmaxRegression, .labelOnlyCNN, .leNet, .residual: ("kind", "one with")
        }
      throw InvalidValue(
        key: "mechanism.model.\(key)",
        allowed: "\(what) at most \(most) parameters on the \(dataset.featureCount) features and "
          + "\(dataset.classes) classes of the data",
        got: count.map { "\($0) parameters" } ?? "more than 2^63 parameters")
    }
  }
}

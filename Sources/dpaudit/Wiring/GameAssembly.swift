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
    case (.gaussianSum(let sum), _): self.init(sum, specification)
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

  private init(_ sum: GaussianSumSpecification, _ specification: AuditSpecification) {
    guard case .value(let value) = specification.canary else {
      preconditionFailure("the canary of gaussian-sum is a value")
    }
    self.init(
      GaussianSum(
        records: sum.records, candidates: [value], bound: sum.bound, noiseMultiplier: sum.noiseMultiplier),
      OutputAttack(candidates: [value]), specification)
  }

  private init(_ training: DPSGDSpecification, _ dataset: Dataset, _ specification: AuditSpecification) throws {
    let correct = GaussianNoise(noiseMultiplier: training.noiseMultiplier)
    let samplingProbability = try training.plainSamplingProbability
    let expectedBatchSize = try training.expectedBatchSize(of: dataset, samplingProbability)
    try training.checkModelSize(on: dataset)
    switch training.fault {
    case nil:
      try self.init(
        training, dataset, specification, noise: correct, samplingProbability: samplingProbability,
        expectedBatchSize: expectedBatchSize)
    case .noiseDividedByBatchSize:
      try self.init(
        training, dataset, specification,
        noise: NoiseDividedByBatchSize(correct, batchSize: Float(expectedBatchSize)),
        samplingProbability: samplingProbability, expectedBatchSize: expectedBatchSize)
    }
  }

  private init(
    _ training: DPSGDSpecification, _ dataset: Dataset, _ specification: AuditSpecification, noise: some NoiseSource,
    samplingProbability: Double, expectedBatchSize: Double
  ) throws {
    let model = MultilayerPerceptron(
      features: dataset.featureCount, hiddenUnits: training.model.hiddenUnits, classes: dataset.classes,
      activation: training.model.activation)
    let trainer = DPSGD(
      model: model, sampler: PoissonSampler(probability: samplingProbability),
      clipping: FlatClipping(clipNorm: Float(training.clipNorm)), noise: noise, steps: training.steps,
      learningRate: Float(training.learningRate), expectedBatchSize: Float(expectedBatchSize))
    let event = try TrainingParts(training, records: dataset.count, candidates: 1).event
    switch specification.canary {
    case .mislabelled(let record):
      let canary = try mislabelledCanary(record: record, of: dataset)
      self.init(
        DPSGDMechanism(
          trainer: trainer, dataset: dataset, candidates: [.example(canary)], observer: FinalModelObserver(),
          event: event),
        LossAttack(model: model, candidates: [canary]), specification)
    case .gradient(let direction):
      var initialisation = RandomStream(seed: specification.seed, trial: 0, purpose: .initialisation)
      var canary = RandomStream(seed: specification.seed, trial: 0, purpose: .canary)
      let direction = gradientCanaryDirection(
        direction, model: model, initialParameters: model.initialParameters(using: &initialisation), dataset: dataset,
        using: &canary)
      self.init(
        DPSGDMechanism(
          trainer: trainer, dataset: dataset,
          candidates: [.gradient(direction: direction, norm: Float(training.clipNorm))],
          observer: UpdateProjectionObserver(directions: [direction]), event: event),
        GradientProjectionAttack(
          candidates: 1, noiseMultiplier: training.noiseMultiplier, clipNorm: training.clipNorm,
          samplingProbability: samplingProbability, expectedBatchSize: expectedBatchSize), specification)
    case .value: preconditionFailure("the canary of dp-sgd is mislabelled or a gradient")
    }
  }
}

extension DPSGDSpecification {
  /// That of a training in which all is plain.
  ///
  /// - Throws: `InvalidValue` for parts that the trainer of a game does not take.
  fileprivate var plainSamplingProbability: Double {
    get throws {
      func refuse(_ key: String, _ plain: String, _ got: String) -> InvalidValue {
        InvalidValue(key: "mechanism.\(key).kind", allowed: "\(plain) in an audit", got: got)
      }
      guard let samplingProbability else { throw refuse("sampler", "poisson", sampler.kind.rawValue) }
      guard clipping.kind == .flat else { throw refuse("clipping", "flat", clipping.kind.rawValue) }
      guard noise == .gaussian else { throw refuse("noise", "gaussian", noise.kind.rawValue) }
      guard optimiser == .sgd else { throw refuse("optimiser", "sgd", optimiser.kind.rawValue) }
      guard schedule == .constant else {
        throw refuse("schedule", "constant without a warm-up", schedule.kind.rawValue)
      }
      if let averaging { throw refuse("averaging", "left out", averaging.kind.rawValue) }
      return samplingProbability
    }
  }

  /// The constant that noisy sums are divided by: that of the dataset without the candidates, in both worlds.
  ///
  /// - Throws: `InvalidValue` where single precision cannot divide by it.
  fileprivate func expectedBatchSize(of dataset: Dataset, _ samplingProbability: Double) throws -> Double {
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
        case .softmaxRegression: ("kind", "one with")
        case .multilayerPerceptron: ("hiddenUnits", "sizes that make")
        }
      throw InvalidValue(
        key: "mechanism.model.\(key)",
        allowed: "\(what) at most \(most) parameters on the \(dataset.featureCount) features and "
          + "\(dataset.classes) classes of the data",
        got: count.map { "\($0) parameters" } ?? "more than 2^63 parameters")
    }
  }
}

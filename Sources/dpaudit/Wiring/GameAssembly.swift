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
    case (.gaussianSum(let sum), _): try self.init(sum, specification)
    case (.dpSGD(let training), let dataset?): try self.init(training, dataset, specification)
    case (.dpSGD, nil): throw InvalidValue(key: "data", allowed: "given: dp-sgd trains on a dataset", got: "nothing")
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

  private init(_ sum: GaussianSumSpecification, _ specification: AuditSpecification) throws {
    guard case .value(let value) = specification.canary else { throw specification.unfittingCanary }
    self.init(
      GaussianSum(
        records: sum.records, candidates: [value], bound: sum.bound, noiseMultiplier: sum.noiseMultiplier),
      OutputAttack(candidates: [value]), specification)
  }

  private init(_ training: DPSGDSpecification, _ dataset: Dataset, _ specification: AuditSpecification) throws {
    let correct = GaussianNoise(standardDeviation: Float(training.noiseMultiplier * training.clipNorm))
    switch training.fault {
    case nil: try self.init(training, dataset, specification, noise: correct)
    case .noiseDividedByBatchSize:
      let batchSize = training.expectedBatchSize(of: dataset)
      try self.init(
        training, dataset, specification, noise: NoiseDividedByBatchSize(correct, batchSize: Float(batchSize)))
    }
  }

  private init(
    _ training: DPSGDSpecification, _ dataset: Dataset, _ specification: AuditSpecification, noise: some NoiseSource
  ) throws {
    let model = MultilayerPerceptron(
      features: dataset.featureCount, hiddenUnits: training.model.hiddenUnits, classes: dataset.classes,
      activation: training.model.activation)
    let expectedBatchSize = training.expectedBatchSize(of: dataset)
    let trainer = DPSGD(
      model: model, sampler: PoissonSampler(probability: training.samplingProbability),
      clipping: FlatClipping(clipNorm: Float(training.clipNorm)), noise: noise, steps: training.steps,
      learningRate: Float(training.learningRate), expectedBatchSize: Float(expectedBatchSize))
    let event = try MechanismEvent.dpSGD(
      noiseMultiplier: training.noiseMultiplier, samplingProbability: training.samplingProbability,
      steps: training.steps)
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
          samplingProbability: training.samplingProbability, expectedBatchSize: expectedBatchSize), specification)
    case .value: throw specification.unfittingCanary
    }
  }
}

extension DPSGDSpecification {
  /// The constant that noisy sums are divided by: that of the dataset without the candidates, in both worlds.
  fileprivate func expectedBatchSize(of dataset: Dataset) -> Double {
    samplingProbability * Double(dataset.count)
  }
}

extension AuditSpecification {
  fileprivate var unfittingCanary: InvalidValue {
    InvalidValue(key: "canary.kind", allowed: "one that fits the mechanism", got: canary.kind)
  }
}

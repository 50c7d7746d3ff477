internal import Attacks
package import Games
package import Learning
internal import Mechanisms
internal import NumericalCore
internal import PrivacyAccounting
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

  /// So long that every rule clips a gradient of this norm to the most that it lets through.
  private static let endlessNorm: Float = 1e15

  private init(_ training: DPSGDSpecification, _ dataset: Dataset, _ specification: AuditSpecification) throws {
    let parts = try TrainingParts(training, dataset: dataset, candidates: 1)
    let trainer = parts.trainer
    // A candidate is there or not.
    let event = parts.event.forAddedOrRemoved
    switch specification.canary {
    case .mislabelled(let record):
      let canary = try mislabelledCanary(record: record, of: dataset)
      self.init(
        DPSGDMechanism(
          trainer: trainer, records: TrainingRecords(dataset: dataset, candidates: [.example(canary)]),
          observer: FinalModelObserver(), event: event),
        LossAttack(network: trainer.network, candidates: [canary]), specification)
    case .gradient(let direction):
      var initialisation = RandomStream(seed: specification.seed, trial: 0, purpose: .initialisation)
      var canary = RandomStream(seed: specification.seed, trial: 0, purpose: .canary)
      let direction = gradientCanaryDirection(
        direction, network: trainer.network,
        initialParameters: trainer.network.initialParameters(using: &initialisation),
        dataset: dataset, using: &canary)
      let records = TrainingRecords(
        dataset: dataset, candidates: [.gradient(direction: direction, norm: Self.endlessNorm)])
      let contribution = trainer.contribution(of: direction, norm: Self.endlessNorm)
      self.init(
        DPSGDMechanism(
          trainer: trainer, records: records, observer: UpdateProjectionObserver(directions: [direction]),
          event: event),
        GradientProjectionAttack(
          candidates: 1, noiseMultiplier: training.noiseMultiplier, clipNorm: training.clipNorm,
          samplingProbability: parts.expectedBatchSize / Double(dataset.count),
          expectedBatchSize: parts.expectedBatchSize, contribution: contribution), specification)
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

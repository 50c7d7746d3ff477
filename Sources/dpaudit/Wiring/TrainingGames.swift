internal import Attacks
internal import Learning
internal import Mechanisms
internal import NumericalCore
internal import PrivacyAccounting
internal import PrivacyModel

extension AssembledGame {
  init(_ training: DPSGDSpecification, _ dataset: Dataset, _ specification: AuditSpecification) throws {
    let wiring = try TrainingGame(training, dataset, specification)
    switch specification.canary {
    case .gradient(let direction): try self.init(wiring, along: direction)
    case .mislabelled, .natural, .duplicated, .outOfDistribution, .clipBKD, .crafted: try self.init(wiring)
    case .value, .vector, .effects, .datasets, .neighbours:
      preconditionFailure("the canary of dp-sgd is an example or a gradient")
    }
  }

  /// With canaries that are examples.
  private init(_ wiring: TrainingGame) throws {
    let (specification, network) = (wiring.specification, wiring.knowledge.network)
    var generator = wiring.canaryStream
    let canaries = try wiring.knowledge.examples(
      specification.canary, count: specification.game.candidates, using: &generator)
    let counterparts = specification.game.neighbours == .replaceOne ? canaries.counterparts : []
    let pairs = canaries.included.enumerated().map { index, canary in
      wiring.pair(.example(canary), replacedBy: counterparts.isEmpty ? .blank : .example(counterparts[index]))
    }
    let attack = LossAttack(network: network, candidates: canaries.included, counterparts: counterparts)
    switch specification.threat.model {
    case .finalLoss:
      try self.init(
        wiring.mechanism(pairs, on: canaries.dataset, watchedBy: FinalModelObserver()), attack, specification)
    case .finalWeights, .everyModel:
      let observer = GradientAlignmentObserver(
        network: network, examples: canaries.included, everyModel: specification.threat.model == .everyModel)
      try self.init(
        wiring.mechanism(pairs, on: canaries.dataset, watchedBy: observer), AlignmentAttack(), specification)
    case .output, .everyUpdate, .hiddenState, .federated: preconditionFailure("an adversary with a record")
    }
  }

  /// So long that every rule clips a gradient of this norm to the most that it lets through.
  private static let endlessNorm: Float = 1e15
  /// So long that its square is no number of single precision.
  private static let overflowingNorm: Float = 1e25

  /// With canaries whose gradients are chosen.
  private init(_ wiring: TrainingGame, along direction: GradientDirection) throws {
    let specification = wiring.specification
    let (game, dataset) = (specification.game, wiring.knowledge.dataset)
    var generator = wiring.canaryStream
    let directions = try wiring.knowledge.directions(direction, count: game.candidates, using: &generator)
    let norm = wiring.training.fault == .overflowingNorm ? Self.overflowingNorm : Self.endlessNorm
    let pairs = directions.map { direction in
      wiring.pair(
        .gradient(direction: direction, norm: norm),
        replacedBy: game.neighbours == .zeroOut ? .blank : .gradient(direction: direction, norm: -norm))
    }
    let parts = try wiring.parts(on: dataset)
    func attack() -> GradientProjectionAttack {
      GradientProjectionAttack(
        candidates: game.candidates, noiseMultiplier: wiring.training.noiseMultiplier,
        clipNorm: wiring.training.clipNorm,
        samplingProbability: parts.expectedBatchSize / Double(dataset.count),
        expectedBatchSize: parts.expectedBatchSize,
        contribution: Double(wiring.copies) * parts.correct.contribution(of: directions[0], norm: Self.endlessNorm),
        hasOpposite: game.neighbours == .replaceOne)
    }
    switch specification.threat.model {
    case .everyUpdate:
      try self.init(
        wiring.mechanism(pairs, on: dataset, watchedBy: UpdateProjectionObserver(directions: directions)), attack(),
        specification)
    case .federated:
      let observer = MoveProjectionObserver(directions: directions, learningRate: wiring.training.rate)
      try self.init(wiring.mechanism(pairs, on: dataset, watchedBy: observer), attack(), specification)
    case .hiddenState:
      try self.init(
        wiring.mechanism(pairs, on: dataset, watchedBy: DisplacementObserver(directions: directions)),
        AlignmentAttack(), specification)
    case .output, .finalLoss, .finalWeights, .everyModel: preconditionFailure("an adversary with a gradient")
    }
  }
}

/// What the games about a training have in common.
private struct TrainingGame {
  let training: DPSGDSpecification
  let specification: AuditSpecification
  let knowledge: CanaryKnowledge

  init(_ training: DPSGDSpecification, _ dataset: Dataset, _ specification: AuditSpecification) throws {
    (self.training, self.specification) = (training, specification)
    let network = try TrainingParts.network(training, of: dataset)
    var initialisation = RandomStream(seed: specification.seed, trial: 0, purpose: .initialisation)
    var initialParameters = network.initialParameters(using: &initialisation)
    if specification.threat.initialisation == .fitted {
      let known = try specification.canary.records(of: dataset, count: specification.game.candidates)
      initialParameters = try network.fitted(to: known, from: initialParameters)
    }
    knowledge = CanaryKnowledge(
      dataset: dataset, network: network, initialParameters: initialParameters, image: training.model.image)
  }

  var canaryStream: RandomStream { RandomStream(seed: specification.seed, trial: 0, purpose: .canary) }

  /// How many records a candidate stands for.
  var copies: Int { specification.claim.groupSize }

  func pair(
    _ included: TrainingRecords.Candidate, replacedBy counterpart: TrainingRecords.Candidate
  ) -> CandidatePair {
    CandidatePair(included: included, excluded: specification.game.neighbours == .addOrRemove ? nil : counterpart)
  }

  /// - Parameter dataset: What is always there.
  func parts(on dataset: Dataset) throws -> TrainingParts {
    try TrainingParts(
      training, dataset: dataset, candidates: copies * specification.game.candidates,
      initialParameters: specification.threat.initialisation == .random ? nil : knowledge.initialParameters,
      // With the fewest others a record is in a batch of a fixed size most often.
      accountedRecords: specification.game.neighbours == .addOrRemove ? dataset.count + 1 : nil)
  }

  func mechanism<Observer: TrainingObserver>(
    _ pairs: [CandidatePair], on dataset: Dataset, watchedBy observer: Observer
  ) throws -> DPSGDMechanism<Observer> {
    let (parts, neighbours) = (try parts(on: dataset), specification.game.neighbours)
    return DPSGDMechanism(
      trainer: parts.trainer, dataset: dataset, pairs: pairs, copies: copies, observer: observer,
      event: neighbours == .addOrRemove ? parts.event.forAddedOrRemoved : parts.event, adjacency: neighbours)
  }
}

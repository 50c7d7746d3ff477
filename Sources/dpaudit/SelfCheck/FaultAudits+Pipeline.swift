internal import Attacks
internal import Learning
internal import Mechanisms
internal import PrivacyModel

// Audits that take more than a trainer and a canary gradient.
extension FaultName {
  func auditOfShortSeed() throws -> FaultAudit {
    let ground = FaultGround(noiseMultiplier: 4)
    let trainer = try ground.trainer
    let places = Array(FaultGround.quietParameters.prefix(2))
    let noise = NoiseFromShortSeed(trainer.noise)
    let everyNoise = noise.everyNoise(
      parameters: trainer.network.parameterCount, at: places, sensitivity: FaultGround.clipNorm)
    let scale = 1 / Double(trainer.expectedBatchSize)
    let attack = EnumeratedNoiseAttack(
      noise: everyNoise.map { (witness: Double($0[1]) * scale, canary: Double($0[0]) * scale) })
    let observer = UpdateProjectionObserver(directions: places.map { .coordinate($0) })
    func audited(_ trainer: DPSGD) throws -> AuditedMechanism {
      AuditedMechanism(
        try ground.mechanism(
          trainer, canary: .gradient(direction: FaultGround.quiet, norm: FaultGround.endlessNorm),
          watchedBy: observer), attack)
    }
    return FaultAudit(
      .training(self), by: "enumerated noise", faulty: try audited(trainer.with(noise: noise)),
      correct: try audited(trainer),
      truth: .unbounded)
  }

  func auditOfAdjacency() throws -> FaultAudit {
    let ground = FaultGround(noiseMultiplier: 2)
    func audited(claiming adjacency: Adjacency) throws -> AuditedMechanism {
      AuditedMechanism(
        try ground.mechanism(
          canary: .gradient(direction: FaultGround.quiet, norm: FaultGround.endlessNorm),
          watchedBy: UpdateProjectionObserver(directions: [FaultGround.quiet]), adjacency: .replaceOne,
          replacedBy: .gradient(direction: FaultGround.quiet, norm: -FaultGround.endlessNorm)),
        ground.projectionAttack(hasOpposite: true), claiming: FaultClaim(try ground.event, adjacency: adjacency))
    }
    return FaultAudit(
      .training(self), by: "every-update-replaced", faulty: try audited(claiming: .addOrRemove),
      correct: try audited(claiming: .replaceOne), truth: .event(try ground.event, .replaceOne), mostPairs: 5000)
  }

  /// The record that comes or goes contributes nothing, and is counted.
  func auditOfDivision() throws -> FaultAudit {
    let ground = FaultGround(records: 3, noiseMultiplier: 4, steps: 10)
    func mechanism(_ trainer: DPSGD) throws -> DPSGDMechanism<UpdateProjectionObserver> {
      try ground.mechanism(trainer, canary: .blank, watchedBy: UpdateProjectionObserver(directions: Self.quiet))
    }
    let trainer = try ground.trainer
    let faulty = EitherWorld(
      included: try mechanism(trainer.with(expectedBatchSize: Float(ground.records + 1))),
      excluded: try mechanism(trainer.with(expectedBatchSize: Float(ground.records))))
    return FaultAudit(
      .training(self), by: "quietness of the updates", faulty: AuditedMechanism(faulty, QuietnessAttack()),
      correct: AuditedMechanism(try mechanism(trainer), QuietnessAttack()), truth: .sampled)
  }

  /// A record with a feature far from all others.
  private static let outlier = Example(features: [1000, 0, 0], label: 1)
  private static var quiet: [ParameterDirection] { FaultGround.quietParameters.map { .coordinate($0) } }

  /// - Parameter data: In either world; nil for the data as they are.
  private func mechanism<Observer: TrainingObserver>(
    _ ground: FaultGround, watchedBy observer: Observer, trainer: (Bool) throws -> DPSGD,
    data: (WorldData, Bool) throws -> WorldData = { data, _ in data }
  ) throws -> EitherWorld<DPSGDMechanism<Observer>> {
    let original = WorldData(dataset: try ground.dataset, canary: Self.outlier)
    func world(_ isIncluded: Bool) throws -> DPSGDMechanism<Observer> {
      let data = try data(original, isIncluded)
      return try ground.mechanism(
        trainer(isIncluded), on: data.dataset, canary: .example(data.canary), watchedBy: observer)
    }
    return EitherWorld(included: try world(true), excluded: try world(false))
  }

  func auditOfFeatures() throws -> FaultAudit {
    let ground = FaultGround(records: 24, noiseMultiplier: 3)
    let trainer = try ground.trainer
    let observer = UpdateProjectionObserver(directions: [FaultGround.spoken])
    let faulty = try mechanism(ground, watchedBy: observer, trainer: { _ in trainer }) { data, isIncluded in
      self == .statisticsAcrossExamples
        ? try data.standardisedByItself(withCanary: isIncluded) : try data.normalisedByItself(withCanary: isIncluded)
    }
    return FaultAudit(
      .training(self), by: "every-update, along what the records share",
      faulty: AuditedMechanism(faulty, ground.projectionAttack()),
      correct: AuditedMechanism(
        try mechanism(ground, watchedBy: observer, trainer: { _ in trainer }), ground.projectionAttack()),
      truth: .sampled)
  }

  func auditOfLearningRate() throws -> FaultAudit {
    let trainers = try [0.05, 1].map { try FaultGround(noiseMultiplier: 4, steps: 3, learningRate: $0).trainer }
    let ground = FaultGround(noiseMultiplier: 4, steps: 3)
    let data = WorldData(dataset: try ground.dataset, canary: Self.outlier)
    let observer = DisplacementObserver(directions: Self.quiet)
    let faulty = try mechanism(ground, watchedBy: observer) {
      trainers[try data.best(of: trainers, withCanary: $0)]
    }
    return FaultAudit(
      .training(self), by: "quietness of the moves", faulty: AuditedMechanism(faulty, QuietnessAttack()),
      correct: AuditedMechanism(
        try mechanism(ground, watchedBy: observer) { _ in trainers[1] }, QuietnessAttack()), truth: .sampled)
  }

  func auditOfStopping() throws -> FaultAudit {
    let ground = FaultGround(noiseMultiplier: 4, steps: 6)
    let trainer = try ground.trainer
    let data = WorldData(dataset: try ground.dataset, canary: Self.outlier)
    let observer = UpdateProjectionObserver(directions: [FaultGround.quiet])
    let faulty = try mechanism(ground, watchedBy: observer) {
      trainer.with(steps: try data.steps(of: trainer, untilLossBelow: 0.5, withCanary: $0))
    }
    return FaultAudit(
      .training(self), by: "number of the updates", faulty: AuditedMechanism(faulty, DurationAttack()),
      correct: AuditedMechanism(try mechanism(ground, watchedBy: observer) { _ in trainer }, DurationAttack()),
      truth: .unbounded)
  }

  func auditOfAverage() throws -> FaultAudit {
    let ground = FaultGround(noiseMultiplier: 4, steps: 2)
    let trainer = try ground.trainer
    func mechanism(_ trainer: DPSGD) throws -> DPSGDMechanism<DisplacementObserver> {
      try ground.mechanism(
        trainer, canary: .gradient(direction: FaultGround.quiet, norm: FaultGround.endlessNorm),
        watchedBy: DisplacementObserver(directions: [FaultGround.quiet]))
    }
    let nonPrivate = trainer.with(clipping: NoClipping(), noise: GaussianNoise(noiseMultiplier: 0))
    return FaultAudit(
      .training(self), by: "hidden-state",
      faulty: AuditedMechanism(
        AverageWithNonPrivateModel(try mechanism(trainer), nonPrivate: try mechanism(nonPrivate)), AlignmentAttack()),
      correct: AuditedMechanism(try mechanism(trainer), AlignmentAttack()), truth: .unbounded)
  }
}

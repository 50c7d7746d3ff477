internal import Attacks
internal import Learning
internal import Mechanisms
internal import PrivacyModel

extension FaultName {
  /// How the study looks for this fault; nil where no score can tell of it.
  func audit() throws -> FaultAudit? {
    switch self {
    case .noiseDividedByBatchSize:
      return try audit(FaultGround(noiseMultiplier: 4), truth: Self.gaussian(4.0 / 12))
    case .varianceForDeviation:
      return try audit(
        FaultGround(noiseMultiplier: 1), truth: Self.gaussian(Double(FaultGround.clipNorm)), mostPairs: 5000)
    case .noiseMissingOnLayer, .layerNotClipped:
      let ground = FaultGround(hiddenUnits: [2], noiseMultiplier: 4)
      let last = ParameterDirection.coordinate(try ground.network.parameterCount - 1)
      return try audit(ground, by: "every-update, canary in the last layer", along: last, truth: .unbounded)
    case .noiseMissingOnLastStep:
      let ground = FaultGround(noiseMultiplier: 4, steps: 2)
      return try audit(ground, by: "last update", attack: LastUpdateAttack(candidates: 1), truth: .unbounded)
    case .noiseFromConstantSeed, .noiseFromStepNumber:
      return try audit(FaultGround(noiseMultiplier: 4, steps: 2), truth: .unbounded)
    case .noiseFromShortSeed: return try auditOfShortSeed()
    case .noiseSharedByHalves:
      let ground = FaultGround(noiseMultiplier: 4, steps: 2, sampler: BallsAndBinsSampler(batchesPerEpoch: 2))
      return try audit(
        ground, by: "spread of the updates", attack: UpdateSpreadAttack(candidates: 1), truth: .unbounded)
    case .emptyBatchWithoutNoise:
      let ground = FaultGround(records: 1, noiseMultiplier: 4, steps: 8, sampler: PoissonSampler(probability: 0.5))
      return try audit(ground, by: "silent updates", attack: SilentUpdatesAttack(), truth: .sampled)
    case .momentumBeforeNoise:
      let (momentum, ground) = (0.9, FaultGround(noiseMultiplier: 8, steps: 10))
      var (part, parts) = (0.0, [MechanismEvent]())
      for _ in 0..<ground.steps {
        part = momentum * part + 1
        parts.append(.gaussian(noiseMultiplier: ground.noiseMultiplier / part))
      }
      return try audit(ground, truth: .event(.composed(parts), .addOrRemove))
    case .batchMeanClipped: return try audit(FaultGround(noiseMultiplier: 4), truth: .sampled)
    case .accumulatedSumClipped:
      let ground = FaultGround(noiseMultiplier: 2)
      return try audit(
        ground, by: "every-update, canary against the records", along: try Self.directionAgainstRecords(ground),
        truth: Self.gaussian(1), mostPairs: 5000)
    case .layersClippedToWholeNorm:
      let ground = FaultGround(hiddenUnits: [2, 2, 2], noiseMultiplier: 2)
      return try audit(
        ground, by: "every-update, canary in all layers", along: try Self.directionInAllLayers(ground),
        truth: Self.gaussian(1), mostPairs: 5000)
    case .augmentedCopiesSummed: return try audit(FaultGround(noiseMultiplier: 4), truth: Self.gaussian(1))
    case .overflowingNorm:
      return try audit(
        FaultGround(noiseMultiplier: 4), by: "every-update, canary beyond single precision", norm: 1e25,
        truth: .unbounded)
    case .shuffledAsPoisson:
      let poisson = FaultGround(
        records: 15, noiseMultiplier: 0.5, steps: 4, sampler: PoissonSampler(probability: 0.25))
      let shuffled = try poisson.trainer.with(sampler: ShuffledSampler(batchSize: 4, capacity: 16))
      return FaultAudit(
        .training(self), faulty: try poisson.everyUpdate(shuffled), correct: try poisson.everyUpdate(), truth: .sampled,
        mostPairs: 5000, weaker: try poisson.weakerAudits(of: shuffled))
    case .paddedBatchCountedTwice:
      let ground = FaultGround(records: 5, noiseMultiplier: 2)
      let padded = try ground.trainer.with(sampler: PaddedBatchCountedTwice(ground.sampler, batchSize: 12))
      return FaultAudit(
        .training(self), faulty: try ground.everyUpdate(padded), correct: try ground.everyUpdate(), truth: .sampled,
        mostPairs: 5000, weaker: try ground.weakerAudits(of: padded))
    case .stepsUndercounted:
      return try auditOfClaim(FaultGround(noiseMultiplier: 4, steps: 16), mostPairs: 5000)
    case .samplingProbabilityTooSmall:
      return try auditOfClaim(
        FaultGround(noiseMultiplier: 1, steps: 4, sampler: PoissonSampler(probability: 0.5)), mostPairs: 5000)
    case .orderOutsideRange:
      return try auditOfClaim(
        FaultGround(noiseMultiplier: 0.25, sampler: PoissonSampler(probability: 0.0625)), mostPairs: 5000)
    case .wrongDelta:
      let ground = FaultGround(noiseMultiplier: 0.5)
      let claim = FaultClaim(try ground.event, adjacency: .addOrRemove, accountedDelta: 0.1)
      return FaultAudit(
        .training(self), faulty: try ground.everyUpdate(claiming: claim), correct: try ground.everyUpdate(),
        truth: .event(try ground.event, .addOrRemove), mostPairs: 20_000)
    case .wrongAdjacency: return try auditOfAdjacency()
    case .divisionByRealisedBatchSize: return try auditOfDivision()
    case .statisticsAcrossExamples, .normalisationByPrivateData: return try auditOfFeatures()
    case .learningRateFromPrivateData: return try auditOfLearningRate()
    case .stoppingOnPrivateData: return try auditOfStopping()
    case .averageWithNonPrivateModel: return try auditOfAverage()
    case .compositionIgnored:
      let ground = FaultGround(noiseMultiplier: 2)
      return FaultAudit(
        .training(self), by: "every-update, in each run",
        faulty: AuditedMechanism(
          CompositionIgnored(try ground.everyUpdateMechanism(), count: 4),
          SumOverReleasesAttack(ground.projectionAttack())),
        correct: try ground.everyUpdate(),
        truth: .event(.selfComposed(.gaussian(noiseMultiplier: 2), count: 4), .addOrRemove), mostPairs: 5000)
    case .bestOfRuns:
      let ground = FaultGround(noiseMultiplier: 2)
      // What fits the canary is a merit where the canary is in the data, and where it is not, all runs are alike.
      let best = BestOfTrainings(try ground.everyUpdateMechanism(), count: 8) { projections, memberships in
        memberships[0] == .included ? projections[0] : 0
      }
      return FaultAudit(
        .training(self), faulty: AuditedMechanism(best, ground.projectionAttack()), correct: try ground.everyUpdate(),
        truth: .sampled)
    case .noiseOfSumOnMean, .timing: return nil
    }
  }

  private static func gaussian(_ noiseMultiplier: Double) -> FaultAudit.Truth {
    .event(.gaussian(noiseMultiplier: noiseMultiplier), .addOrRemove)
  }

  private func faulty(_ ground: FaultGround) throws -> DPSGD {
    guard let faulty = put(into: try ground.trainer) else {
      preconditionFailure("\(rawValue) is a fault of a part of the trainer")
    }
    return faulty
  }

  /// Of a fault in a part of the trainer, by the likelihood ratio of the updates.
  private func audit(
    _ ground: FaultGround, by name: String = "every-update", along direction: ParameterDirection = FaultGround.quiet,
    norm: Float = FaultGround.endlessNorm, truth: FaultAudit.Truth, mostPairs: Int = 2000
  ) throws -> FaultAudit {
    let faulty = try faulty(ground)
    return FaultAudit(
      .training(self), by: name, faulty: try ground.everyUpdate(faulty, along: direction, norm: norm),
      correct: try ground.everyUpdate(along: direction, norm: norm), truth: truth, mostPairs: mostPairs,
      weaker: try ground.weakerAudits(of: faulty))
  }

  /// Of a fault in a part of the trainer, by another attack on the updates.
  private func audit(
    _ ground: FaultGround, by name: String, attack: some Attack<[Double]>, truth: FaultAudit.Truth
  ) throws -> FaultAudit {
    let faulty = try faulty(ground)
    return FaultAudit(
      .training(self), by: name, faulty: try ground.everyUpdate(faulty, by: attack),
      correct: try ground.everyUpdate(by: attack), truth: truth, weaker: try ground.weakerAudits(of: faulty))
  }

  /// Of a correct training with a wrong claim.
  private func auditOfClaim(_ ground: FaultGround, mostPairs: Int = 2000) throws -> FaultAudit {
    let event = try ground.event
    let claim = claim(insteadOf: event).map { FaultClaim($0, adjacency: .addOrRemove) }
    return FaultAudit(
      .training(self), faulty: try ground.everyUpdate(claiming: claim), correct: try ground.everyUpdate(),
      truth: .event(event, .addOrRemove), mostPairs: mostPairs,
      weaker: try ground.weakerAudits(of: ground.trainer, claiming: claim))
  }

  private static func directionAgainstRecords(_ ground: FaultGround) throws -> ParameterDirection {
    let gradient = try ground.network.gradient(of: FaultGround.record, parameters: ground.initialParameters)
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return .dense(gradient.map { -$0 / norm })
  }

  private static func directionInAllLayers(_ ground: FaultGround) throws -> ParameterDirection {
    let sizes = try ground.network.stack.groupSizes
    let part = 1 / Float(sizes.count).squareRoot()
    return .dense(sizes.flatMap { [part] + [Float](repeating: 0, count: $0 - 1) })
  }
}

internal import Learning
internal import PrivacyModel

/// The parts of a trainer that a specification names, and the event that they make together.
struct TrainingParts {
  let sampler: any BatchSampler
  let clipping: any ClippingRule
  let noise: any NoiseSource
  let optimiser: any Optimiser
  let averaging: WeightAveraging?
  let event: MechanismEvent

  /// - Parameters:
  ///   - records: Those of the dataset, without the candidates.
  ///   - candidates: The most that join them.
  /// - Throws: `InvalidValue` where the accountants' theorems ask for other values.
  init(_ training: DPSGDSpecification, records: Int, candidates: Int) throws {
    sampler = training.sampler.part(capacity: records + candidates)
    clipping = training.clipping.part
    noise = training.noisePart(sampler)
    let batchSize = sampler.expectedBatchSize(of: records)
    optimiser = training.optimiserPart(expectedBatchSize: batchSize)
    averaging = training.averaging?.part
    event = try training.event(sampler, noise, records: records + candidates)
  }
}

extension SamplerSpecification {
  fileprivate func part(capacity: Int) -> any BatchSampler {
    switch self {
    case .poisson(let probability): PoissonSampler(probability: probability)
    case .shuffled(let batchSize): ShuffledSampler(batchSize: batchSize, capacity: max(batchSize, capacity))
    case .fixedSize(let batchSize): FixedSizeSampler(batchSize: batchSize)
    case .ballsAndBins(let batches): BallsAndBinsSampler(batchesPerEpoch: batches)
    case .cyclicPoisson(let blocks, let probability): CyclicPoissonSampler(blocks: blocks, probability: probability)
    case .fullBatch: FullBatchSampler()
    }
  }
}

extension ClippingSpecification {
  fileprivate var part: any ClippingRule {
    switch self {
    case .flat(let clipNorm): FlatClipping(clipNorm: Float(clipNorm))
    case .automatic(let clipNorm, let stabiliser):
      AutomaticClipping(clipNorm: Float(clipNorm), stabiliser: Float(stabiliser))
    case .perLayer(let clipNorm, let shares): PerLayerClipping(clipNorm: Float(clipNorm), shares: shares)
    case .adaptive(let clipNorm, let quantile, let rate, let countNoiseMultiplier):
      AdaptiveClipping(
        initialClipNorm: clipNorm, quantile: quantile, rate: rate, countNoiseMultiplier: countNoiseMultiplier)
    }
  }
}

extension AveragingSpecification {
  fileprivate var part: WeightAveraging {
    switch self {
    case .exponential(let decay): .exponential(decay: decay)
    case .tail(let firstStep): .tail(firstStep: firstStep)
    }
  }
}

extension DPSGDSpecification {
  fileprivate func noisePart(_ sampler: any BatchSampler) -> any NoiseSource {
    switch noise {
    case .gaussian: GaussianNoise(noiseMultiplier: noiseMultiplier)
    case .bandedMatrix(let bands):
      BandedNoise(noiseMultiplier: noiseMultiplier, matrix: BandedToeplitz(squareRootBands: bands))
    case .tree: TreeNoise(noiseMultiplier: noiseMultiplier, stepsPerTree: sampler.batchesPerEpoch)
    }
  }

  fileprivate func optimiserPart(expectedBatchSize: Double) -> any Optimiser {
    let decay: LearningRate.Decay =
      switch schedule.decay {
      case .constant: .none
      case .cosine(let floor): .cosine(steps: max(1, steps - 1 - schedule.warmUpSteps), floor: floor)
      case .step(let every, let factor): .step(every: every, factor: factor)
      }
    let rate = LearningRate(learningRate, warmUpSteps: schedule.warmUpSteps, decay: decay)
    switch optimiser {
    case .sgd: return SGD(learningRate: rate)
    case .momentum(let momentum): return Momentum(learningRate: rate, momentum: Float(momentum))
    case .nesterov(let momentum): return Momentum(learningRate: rate, momentum: Float(momentum), isNesterov: true)
    case .adam(let firstDecay, let secondDecay, let stabiliser):
      return Adam(learningRate: rate, firstDecay: firstDecay, secondDecay: secondDecay, stabiliser: stabiliser)
    case .correctedAdam(let firstDecay, let secondDecay, let floor):
      return Adam(
        learningRate: rate, firstDecay: firstDecay, secondDecay: secondDecay,
        correction: Adam.NoiseCorrection(
          noiseMultiplier: noiseMultiplier, clipNorm: clipNorm, expectedBatchSize: expectedBatchSize, floor: floor))
    }
  }

  /// What the training does, with the noise multiplier of a step as a whole where the clip norm is estimated as well.
  fileprivate func event(
    _ sampler: any BatchSampler, _ noise: any NoiseSource, records: Int
  ) throws -> MechanismEvent {
    switch noise {
    case let tree as TreeNoise: return try tree.event(steps: steps)
    case let banded as BandedNoise:
      if let cyclic = sampler as? CyclicPoissonSampler { return try banded.event(steps: steps, sampledBy: cyclic) }
      // Once in each epoch, in two steps that may follow each other.
      let batches = sampler.batchesPerEpoch
      let epochs = steps / batches + (steps % batches == 0 ? 0 : 1)
      return try banded.event(steps: steps, separation: 1, participations: epochs)
    default:
      let whole =
        (clipping.part as? AdaptiveClipping)?.combinedNoiseMultiplier(gradients: noiseMultiplier) ?? noiseMultiplier
      return try sampler.event(of: .gaussian(noiseMultiplier: whole), steps: steps, records: records)
    }
  }
}

extension BatchSampler {
  /// After how many steps a record takes part again, on average; 1 for samplers without epochs.
  fileprivate var batchesPerEpoch: Int {
    switch self {
    case let shuffled as ShuffledSampler: shuffled.batchesPerEpoch
    case let bins as BallsAndBinsSampler: bins.batchesPerEpoch
    default: 1
    }
  }
}

package import Learning
internal import Mechanisms
package import PrivacyModel

/// The trainer that a specification describes, and the event that its parts make together.
package struct TrainingParts {
  package let trainer: DPSGD
  /// The same without its fault: what an adversary expects.
  package let correct: DPSGD
  package let event: MechanismEvent
  /// What noisy sums are divided by: that of the dataset without the candidates, in both worlds.
  package let expectedBatchSize: Double

  /// - Parameters:
  ///   - dataset: Without the candidates.
  ///   - candidates: The most that join its records.
  ///   - accountedRecords: How many records the larger of two neighbours has at least; nil for all that there may be.
  ///   - noise: In place of the noise of the specification, which keeps its event.
  ///   - isPrivate: Whether gradients are clipped and get noise.
  ///   - initialParameters: Where training starts; nil draws them in every trial.
  /// - Throws: `InvalidValue` for a model that does not fit the data or the memory, or where the accountants' theorems ask
  ///   for other values.
  package init(
    _ training: DPSGDSpecification, dataset: Dataset, candidates: Int, noise replacement: (any NoiseSource)? = nil,
    isPrivate: Bool = true, initialParameters: [Float]? = nil, accountedRecords: Int? = nil
  ) throws {
    let network = try Self.network(training, of: dataset)
    try training.checkSizes(network, records: dataset.count + candidates)
    let sampler = training.sampler.part(capacity: dataset.count + candidates)
    let noise = training.noisePart(sampler)
    expectedBatchSize = try training.expectedBatchSize(sampler, records: dataset.count)
    let event = try training.event(
      sampler, noise, steps: training.steps, records: accountedRecords ?? dataset.count + candidates)
    let usedNoise = isPrivate ? replacement ?? noise : GaussianNoise(noiseMultiplier: 0)
    correct = DPSGD(
      network: network, sampler: sampler, clipping: isPrivate ? training.clipping.part : NoClipping(),
      noise: usedNoise,
      optimiser: training.optimiserPart(expectedBatchSize: expectedBatchSize), steps: training.steps,
      expectedBatchSize: Float(expectedBatchSize),
      augmentation: try training.augmentation?.part(image: training.model.image),
      averaging: training.averaging?.part, initialParameters: initialParameters)
    (trainer, self.event) = try training.withFault(correct, claiming: event)
  }

  /// The model that a specification describes, for a dataset.
  ///
  /// - Throws: `InvalidValue` for a model that does not fit the data or the memory.
  static func network(_ training: DPSGDSpecification, of dataset: Dataset) throws -> Network {
    _ = try naming("mechanism.model") { try training.model.inputShape(features: dataset.featureCount) }
    try training.checkModelSize(on: dataset)
    let network = try naming("mechanism.model") {
      try Network(training.model, features: dataset.featureCount, classes: dataset.classes)
    }
    try network.requireTokens(in: dataset)
    return network
  }
}

extension AugmentationSpecification {
  fileprivate func part(image: ExampleShape?) throws -> Augmentation {
    guard let image else {
      throw InvalidValue(
        key: "mechanism.augmentation", allowed: "left out unless mechanism.model.image says how the features lie",
        got: "\(copies) copies")
    }
    return Augmentation(copies: copies, shift: shift, flips: flips, image: image)
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
  /// - Throws: `InvalidValue` for a fault that a training cannot have by itself.
  fileprivate func withFault(
    _ correct: DPSGD, claiming event: MechanismEvent
  ) throws -> (trainer: DPSGD, event: MechanismEvent) {
    guard let fault else { return (correct, event) }
    if let claimed = fault.claim(insteadOf: event) { return (correct, claimed) }
    guard let faulty = fault.put(into: correct) else {
      let known = FaultName.allCases.filter { $0.put(into: correct) != nil || $0.claim(insteadOf: event) != nil }
      throw InvalidValue(
        key: "mechanism.fault",
        allowed: "one of a part of this training: " + known.map(\.rawValue).joined(separator: ", "),
        got: fault.rawValue)
    }
    return (faulty, event)
  }

  /// - Throws: `InvalidValue` where single precision cannot divide by it.
  fileprivate func expectedBatchSize(_ sampler: any BatchSampler, records: Int) throws -> Double {
    let size = sampler.expectedBatchSize(of: records)
    guard AllowedRange.singlePrecision.contains(size) else {
      throw InvalidValue(
        key: samplingProbability == nil ? "mechanism.sampler" : "mechanism.samplingProbability",
        allowed: "a number that takes the \(records) records to an expected batch of at least 1e-15 records",
        got: samplingProbability.map { "\($0)" } ?? "an expected batch of \(size)")
    }
    return size
  }

  fileprivate func noisePart(_ sampler: any BatchSampler) -> any NoiseSource {
    switch noise {
    case .gaussian: GaussianNoise(noiseMultiplier: noiseMultiplier)
    case .bandedMatrix(let bands):
      BandedNoise(noiseMultiplier: noiseMultiplier, matrix: BandedToeplitz(squareRootBands: bands))
    case .tree: TreeNoise(noiseMultiplier: noiseMultiplier, stepsPerTree: sampler.batchesPerEpoch)
    }
  }

  /// The learning rate of every step.
  var rate: LearningRate {
    let decay: LearningRate.Decay =
      switch schedule.decay {
      case .constant: .none
      case .cosine(let floor): .cosine(steps: max(1, steps - 1 - schedule.warmUpSteps), floor: floor)
      case .step(let every, let factor): .step(every: every, factor: factor)
      }
    return LearningRate(learningRate, warmUpSteps: schedule.warmUpSteps, decay: decay)
  }

  fileprivate func optimiserPart(expectedBatchSize: Double) -> any Optimiser {
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

  /// What so many steps of the training on so many records are to the accountants.
  func event(steps: Int, records: Int) throws -> MechanismEvent {
    let sampler = sampler.part(capacity: records)
    return try event(sampler, noisePart(sampler), steps: steps, records: records)
  }

  /// What the training does, with the noise multiplier of a step as a whole where the clip norm is estimated as well.
  fileprivate func event(
    _ sampler: any BatchSampler, _ noise: any NoiseSource, steps: Int, records: Int
  ) throws -> MechanismEvent {
    switch noise {
    case let tree as TreeNoise: return try tree.event(steps: steps)
    case let banded as BandedNoise:
      if let cyclic = sampler as? CyclicPoissonSampler { return try banded.event(steps: steps, sampledBy: cyclic) }
      // Once in each epoch, in two steps that may follow each other.
      return try banded.event(steps: steps, separation: 1, participations: sampler.epochs(in: steps))
    default:
      let whole =
        (clipping.part as? AdaptiveClipping)?.combinedNoiseMultiplier(gradients: noiseMultiplier) ?? noiseMultiplier
      return try sampler.event(of: .gaussian(noiseMultiplier: whole), steps: steps, records: records)
    }
  }
}

extension DPSGDSpecification {
  /// - Throws: `InvalidValue` for shares that are not those of the layers, or for sizes beyond the records or the memory.
  fileprivate func checkSizes(_ network: Network, records: Int) throws {
    let groups = network.stack.groupSizes.count
    if case .perLayer(_, let shares?) = clipping, shares.count != groups {
      throw InvalidValue(
        key: "mechanism.clipping.shares", allowed: "one for each of the \(groups) layers with parameters",
        got: "\(shares.count) shares")
    }
    let (key, size): (String, Int) =
      switch sampler {
      case .shuffled(let batchSize), .fixedSize(let batchSize): ("batchSize", batchSize)
      case .ballsAndBins(let batches): ("batchesPerEpoch", batches)
      case .cyclicPoisson(let blocks, _): ("blocks", blocks)
      case .poisson, .fullBatch: ("", 1)
      }
    guard size <= records else {
      throw InvalidValue(
        key: "mechanism.sampler.\(key)", allowed: "a whole number from 1 to the \(records) records", got: "\(size)")
    }
    if case .bandedMatrix(let bands) = noise {
      let most = max(1, min(steps, 1_000_000_000 / network.parameterCount))
      guard bands <= most else {
        throw InvalidValue(
          key: "mechanism.noise.bands",
          allowed: "from 1 to \(most): no more than steps, and one vector of all parameters for each", got: "\(bands)")
      }
    }
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

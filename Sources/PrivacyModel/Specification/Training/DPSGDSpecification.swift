/// Training by DP-SGD, in single precision.
package struct DPSGDSpecification: Hashable, Sendable {
  package let model: ModelSpecification
  /// Standard deviation of the noise on the sum of clipped gradients, divided by the clip norm; that of the independent
  /// noise behind it where the noise of steps is correlated.
  package let noiseMultiplier: Double
  package let clipping: ClippingSpecification
  package let sampler: SamplerSpecification
  package let noise: NoiseSpecification
  package let steps: Int
  /// The peak of the schedule.
  package let learningRate: Double
  package let schedule: ScheduleSpecification
  package let optimiser: OptimiserSpecification
  /// None where nil.
  package let augmentation: AugmentationSpecification?
  /// None where nil.
  package let averaging: AveragingSpecification?
  /// A known defect to put into the mechanism, which goes on claiming what it would without.
  package let fault: FaultName?

  /// - Throws: `InvalidValue` with the key that a specification file has for the value.
  package init(
    model: ModelSpecification, noiseMultiplier: Double, clipping: ClippingSpecification,
    sampler: SamplerSpecification, noise: NoiseSpecification = .gaussian, steps: Int, learningRate: Double,
    schedule: ScheduleSpecification = .constant, optimiser: OptimiserSpecification = .sgd,
    averaging: AveragingSpecification? = nil, augmentation: AugmentationSpecification? = nil, fault: FaultName? = nil
  ) throws {
    self.model = model
    self.noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: .singlePrecision)
    self.clipping = try clipping.checked()
    self.sampler = try sampler.checked()
    self.noise = try noise.checked(with: sampler)
    self.steps = try checked(steps, "steps", in: 1...Int(UInt32.max))
    self.learningRate = try checked(learningRate, "learningRate", in: .singlePrecision)
    self.schedule = try schedule.checked(steps: steps)
    self.optimiser = try optimiser.checked()
    self.averaging = try averaging?.checked(steps: steps)
    (self.augmentation, self.fault) = (augmentation, fault)
    try checkFit()
  }

  /// Refuses what no theorem here covers, or what the noise is not known for.
  private func checkFit() throws {
    if clipping.kind == .adaptive, noise != .gaussian {
      throw InvalidValue(
        key: "clipping.kind", allowed: "flat, automatic or per-layer with \(noise.kind.rawValue) noise",
        got: clipping.kind.rawValue)
    }
    if optimiser.kind == .correctedAdam, noise != .gaussian || clipping.kind == .adaptive {
      throw InvalidValue(
        key: "optimiser.kind", allowed: "another where the variance of the noise differs from step to step",
        got: optimiser.kind.rawValue)
    }
  }

  /// Flat clipping, Poisson sampling, independent noise and plain descent at one rate.
  package init(
    model: ModelSpecification, noiseMultiplier: Double, clipNorm: Double, samplingProbability: Double, steps: Int,
    learningRate: Double, fault: FaultName?
  ) throws {
    try self.init(
      model: model, noiseMultiplier: noiseMultiplier, clipping: .flat(clipNorm: clipNorm),
      sampler: .poisson(samplingProbability: samplingProbability), steps: steps, learningRate: learningRate,
      fault: fault)
  }

  /// The same training with another noise multiplier.
  ///
  /// - Throws: `InvalidValue`.
  package func with(noiseMultiplier: Double) throws -> DPSGDSpecification {
    try DPSGDSpecification(
      model: model, noiseMultiplier: noiseMultiplier, clipping: clipping, sampler: sampler, noise: noise, steps: steps,
      learningRate: learningRate, schedule: schedule, optimiser: optimiser, averaging: averaging,
      augmentation: augmentation, fault: fault)
  }

  /// The ℓ2 bound on one example's gradient, in the first step.
  package var clipNorm: Double { clipping.clipNorm }

  /// The chance that a record joins a batch; nil where batches are not Poisson samples of all records.
  package var samplingProbability: Double? {
    if case .poisson(let samplingProbability) = sampler { samplingProbability } else { nil }
  }
}

/// As JSON: what a specification file gives, in the short form where there is one.
extension DPSGDSpecification: Codable {
  private enum Key: String, CodingKey {
    case model, noiseMultiplier, clipNorm, clipping, samplingProbability, sampler, noise, steps, learningRate, schedule
    case optimiser, averaging, augmentation, fault
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let clipNorm = try container.decodeIfPresent(Double.self, forKey: .clipNorm)
    let probability = try container.decodeIfPresent(Double.self, forKey: .samplingProbability)
    let clipping =
      try clipNorm.map(ClippingSpecification.flat) ?? container.decode(ClippingSpecification.self, forKey: .clipping)
    let sampler =
      try probability.map(SamplerSpecification.poisson) ?? container.decode(SamplerSpecification.self, forKey: .sampler)
    let model = try container.decode(ModelSpecification.self, forKey: .model)
    let noiseMultiplier = try container.decode(Double.self, forKey: .noiseMultiplier)
    let noise = try container.decodeIfPresent(NoiseSpecification.self, forKey: .noise) ?? .gaussian
    let steps = try container.decode(Int.self, forKey: .steps)
    let learningRate = try container.decode(Double.self, forKey: .learningRate)
    let schedule = try container.decodeIfPresent(ScheduleSpecification.self, forKey: .schedule) ?? .constant
    let optimiser = try container.decodeIfPresent(OptimiserSpecification.self, forKey: .optimiser) ?? .sgd
    let averaging = try container.decodeIfPresent(AveragingSpecification.self, forKey: .averaging)
    let augmentation = try container.decodeIfPresent(AugmentationSpecification.self, forKey: .augmentation)
    let fault = try container.decodeIfPresent(FaultName.self, forKey: .fault)
    self = try decoder.checking {
      try DPSGDSpecification(
        model: model, noiseMultiplier: noiseMultiplier, clipping: clipping, sampler: sampler, noise: noise,
        steps: steps, learningRate: learningRate, schedule: schedule, optimiser: optimiser, averaging: averaging,
        augmentation: augmentation, fault: fault)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(model, forKey: .model)
    try container.encode(noiseMultiplier, forKey: .noiseMultiplier)
    if case .flat(let clipNorm) = clipping {
      try container.encode(clipNorm, forKey: .clipNorm)
    } else {
      try container.encode(clipping, forKey: .clipping)
    }
    if let samplingProbability {
      try container.encode(samplingProbability, forKey: .samplingProbability)
    } else {
      try container.encode(sampler, forKey: .sampler)
    }
    if noise != .gaussian { try container.encode(noise, forKey: .noise) }
    try container.encode(steps, forKey: .steps)
    try container.encode(learningRate, forKey: .learningRate)
    if schedule != .constant { try container.encode(schedule, forKey: .schedule) }
    if optimiser != .sgd { try container.encode(optimiser, forKey: .optimiser) }
    try container.encodeIfPresent(averaging, forKey: .averaging)
    try container.encodeIfPresent(augmentation, forKey: .augmentation)
    try container.encodeIfPresent(fault, forKey: .fault)
  }
}

internal import PrivacyModel

extension SamplerSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .poisson: ["samplingProbability"]
    case .shuffled, .fixedSize: ["batchSize"]
    case .ballsAndBins: ["batchesPerEpoch"]
    case .cyclicPoisson: ["blocks", "samplingProbability"]
    case .fullBatch: []
    }
  }
}

func readSampler(_ section: Section) throws -> SamplerSpecification {
  func whole(_ key: String) throws -> Int { try section.required(key, .wholeNumber) }
  func probability() throws -> Double {
    let probability = try section.required("samplingProbability", .number)
    return try section.value.checking { try checked(probability, "samplingProbability", in: .positiveProbability) }
  }
  switch try section.kind(as: SamplerSpecification.Kind.self) {
  case .poisson: return .poisson(samplingProbability: try probability())
  case .shuffled: return .shuffled(batchSize: try whole("batchSize"))
  case .fixedSize: return .fixedSize(batchSize: try whole("batchSize"))
  case .ballsAndBins: return .ballsAndBins(batchesPerEpoch: try whole("batchesPerEpoch"))
  case .cyclicPoisson: return .cyclicPoisson(blocks: try whole("blocks"), samplingProbability: try probability())
  case .fullBatch: return .fullBatch
  }
}

extension ClippingSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .flat: ["clipNorm"]
    case .automatic: ["clipNorm", "stabiliser"]
    case .perLayer: ["clipNorm", "shares"]
    case .adaptive: ["clipNorm", "quantile", "rate", "countNoiseMultiplier"]
    }
  }
}

func readClipping(_ section: Section) throws -> ClippingSpecification {
  let kind = try section.kind(as: ClippingSpecification.Kind.self)
  let given = try section.required("clipNorm", .number)
  let clipNorm = try section.value.checking { try checked(given, "clipNorm", in: .singlePrecision) }
  switch kind {
  case .flat: return .flat(clipNorm: clipNorm)
  case .automatic:
    let stabiliser = try section.optional("stabiliser", .number) ?? ClippingSpecification.defaultStabiliser
    return .automatic(clipNorm: clipNorm, stabiliser: stabiliser)
  case .perLayer:
    return .perLayer(clipNorm: clipNorm, shares: try section.optional("shares", .list(of: .number, named: "numbers")))
  case .adaptive:
    return .adaptive(
      clipNorm: clipNorm,
      quantile: try section.optional("quantile", .number) ?? ClippingSpecification.defaultQuantile,
      rate: try section.optional("rate", .number) ?? ClippingSpecification.defaultRate,
      countNoiseMultiplier: try section.required("countNoiseMultiplier", .number))
  }
}

/// The noises by name: those that come from the seed, and `secure`, which is Gaussian and does not.
enum NoiseChoice: String, CaseIterable, SectionKind {
  case gaussian
  case bandedMatrix = "banded-matrix"
  case tree, secure

  var keys: [String] { self == .bandedMatrix ? ["bands"] : [] }
}

/// The noise of an audit.
func readNoiseKind(_ section: Section) throws -> NoiseSpecification {
  let (noise, randomness) = try readNoise(section)
  guard randomness == .seeded else {
    throw (section.find("kind") ?? section.value).invalid(
      "gaussian, banded-matrix or tree in an audit, whose every draw comes from its seed", got: "secure",
      hint: "secure noise is for dpaudit train; gaussian has the same law")
  }
  return noise
}

/// The law of the noise, and where it comes from.
func readNoise(_ section: Section) throws -> (NoiseSpecification, TrainingRandomness) {
  switch try section.kind(as: NoiseChoice.self) {
  case .gaussian: (.gaussian, .seeded)
  case .bandedMatrix: (.bandedMatrix(bands: try section.required("bands", Reading<Int>.wholeNumber)), .seeded)
  case .tree: (.tree, .seeded)
  case .secure: (.gaussian, .secure)
  }
}

extension OptimiserSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .sgd: []
    case .momentum, .nesterov: ["momentum"]
    case .adam: ["firstDecay", "secondDecay", "stabiliser"]
    case .correctedAdam: ["firstDecay", "secondDecay", "floor"]
    }
  }
}

func readOptimiser(_ section: Section) throws -> OptimiserSpecification {
  func firstDecay() throws -> Double {
    try section.optional("firstDecay", .number) ?? OptimiserSpecification.defaultFirstDecay
  }
  func secondDecay() throws -> Double {
    try section.optional("secondDecay", .number) ?? OptimiserSpecification.defaultSecondDecay
  }
  switch try section.kind(as: OptimiserSpecification.Kind.self) {
  case .sgd: return .sgd
  case .momentum: return .momentum(try section.required("momentum", .number))
  case .nesterov: return .nesterov(try section.required("momentum", .number))
  case .adam:
    return .adam(
      firstDecay: try firstDecay(), secondDecay: try secondDecay(),
      stabiliser: try section.optional("stabiliser", .number) ?? OptimiserSpecification.defaultStabiliser)
  case .correctedAdam:
    return .correctedAdam(
      firstDecay: try firstDecay(), secondDecay: try secondDecay(), floor: try section.required("floor", .number))
  }
}

extension ScheduleSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .constant: ["warmUpSteps"]
    case .cosine: ["warmUpSteps", "floor"]
    case .step: ["warmUpSteps", "every", "factor"]
    }
  }
}

func readSchedule(_ section: Section) throws -> ScheduleSpecification {
  let kind = try section.kind(as: ScheduleSpecification.Kind.self)
  let warmUpSteps = try section.optional("warmUpSteps", Reading<Int>.wholeNumber) ?? 0
  switch kind {
  case .constant: return ScheduleSpecification(.constant, warmUpSteps: warmUpSteps)
  case .cosine:
    let floor = try section.optional("floor", .number) ?? 0
    return ScheduleSpecification(.cosine(floor: floor), warmUpSteps: warmUpSteps)
  case .step:
    let every = try section.required("every", Reading<Int>.wholeNumber)
    let factor = try section.required("factor", .number)
    return ScheduleSpecification(.step(every: every, factor: factor), warmUpSteps: warmUpSteps)
  }
}

extension AveragingSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .exponential: ["decay"]
    case .tail: ["firstStep"]
    }
  }
}

func readAveraging(_ section: Section) throws -> AveragingSpecification {
  switch try section.kind(as: AveragingSpecification.Kind.self) {
  case .exponential: .exponential(decay: try section.required("decay", .number))
  case .tail: .tail(firstStep: try section.required("firstStep", Reading<Int>.wholeNumber))
  }
}

let augmentationKeys = ["copies", "shift", "flips"]

func readAugmentation(_ section: Section) throws -> AugmentationSpecification {
  try section.allow(augmentationKeys)
  let copies = try section.required("copies", Reading<Int>.wholeNumber)
  let shift = try section.optional("shift", Reading<Int>.wholeNumber) ?? 0
  let flips = try section.optional("flips", .choice(of: Switch.self)) ?? .off
  return try section.value.checking {
    try AugmentationSpecification(copies: copies, shift: shift, flips: flips == .on)
  }
}

private enum Switch: String, CaseIterable {
  case on = "true"
  case off = "false"
}

internal import PrivacyModel

extension MechanismSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .dpSGD:
      [
        "model", "noiseMultiplier", "clipNorm", "samplingProbability", "steps", "learningRate", "fault", "sampler",
        "clipping", "noise", "optimiser", "schedule", "averaging", "augmentation",
      ]
    case .gaussianSum, .laplaceSum: ["records", "bound", "noiseMultiplier"]
    case .gaussianVectorSum: ["dimensions", "steps", "clipNorm", "noiseMultiplier", "draws"]
    case .laplaceQuery: queryKeys
    case .gaussianQuery: queryKeys + ["calibrationDelta"]
    case .noisyMax: queryKeys + ["noise"]
    case .sparseVector: queryKeys + ["threshold", "mostAbove"]
    case .external:
      ["command", "parameters", "environment", "blockSize", "frames", "timeLimit", "restarts", "memoryLimit", "event"]
    }
  }
}

func readMechanism(_ section: Section) throws -> MechanismSpecification {
  switch try section.kind(as: MechanismSpecification.Kind.self) {
  case .dpSGD: .dpSGD(try readDPSGD(section))
  case .gaussianSum: .gaussianSum(try readNoisySum(section))
  case .laplaceSum: .laplaceSum(try readNoisySum(section))
  case .gaussianVectorSum: .gaussianVectorSum(try readGaussianVectorSum(section))
  case .laplaceQuery: .query(try readQuery(section, .laplace))
  case .gaussianQuery: .query(try readQuery(section, .gaussian(delta: section.required("calibrationDelta", .number))))
  case .noisyMax:
    .query(try readQuery(section, .noisyMax(section.optional("noise", .choice(of: MaxNoise.self)) ?? .laplace)))
  case .sparseVector: .query(try readQuery(section, readSparseVector(section)))
  case .external: .external(try readExternal(section))
  }
}

private func readDPSGD(_ section: Section) throws -> DPSGDSpecification {
  let noiseMultiplier = try section.required("noiseMultiplier", .number)
  let clipping = try readBothClippings(section)
  let noise = try section.optional("noise", .section).map(readNoiseKind) ?? .gaussian
  return try readTrainer(section, noiseMultiplier: noiseMultiplier, clipping: clipping, noise: noise)
}

/// Clipping in its short form or its long one.
func readBothClippings(_ section: Section) throws -> ClippingSpecification {
  try eitherOf(section, "clipNorm", orSection: "clipping", readClipping) { .flat(clipNorm: $0) }
}

/// All of a training but what makes it private.
func readTrainer(
  _ section: Section, noiseMultiplier: Double, clipping: ClippingSpecification, noise: NoiseSpecification
) throws -> DPSGDSpecification {
  let model = try readModel(section.required("model", .section))
  let sampler = try eitherOf(section, "samplingProbability", orSection: "sampler", readSampler) {
    .poisson(samplingProbability: $0)
  }
  let steps = try section.required("steps", Reading<Int>.wholeNumber)
  let learningRate = try section.required("learningRate", .number)
  let schedule = try section.optional("schedule", .section).map(readSchedule) ?? .constant
  let optimiser = try section.optional("optimiser", .section).map(readOptimiser) ?? .sgd
  let averaging = try section.optional("averaging", .section).map(readAveraging)
  let augmentation = try section.optional("augmentation", .section).map(readAugmentation)
  let fault = try section.optional("fault", .choice(of: FaultName.self))
  return try section.value.checking {
    try DPSGDSpecification(
      model: model, noiseMultiplier: noiseMultiplier, clipping: clipping, sampler: sampler, noise: noise, steps: steps,
      learningRate: learningRate, schedule: schedule, optimiser: optimiser, averaging: averaging,
      augmentation: augmentation, fault: fault)
  }
}

/// What a number under `short` says, or a section under `long`; one of them is required.
private func eitherOf<Result>(
  _ section: Section, _ short: String, orSection long: String, _ read: (Section) throws -> Result,
  short make: (Double) -> Result
) throws -> Result {
  guard section.find(long) != nil else { return make(try section.required(short, .number)) }
  if let number = section.find(short) {
    throw number.invalid("left out beside \(long), which says it")
  }
  return try read(section.required(long, .section))
}

private func readNoisySum(_ section: Section) throws -> NoisySumSpecification {
  let records = try section.required("records", .list(of: .number, named: "numbers"))
  let bound = try section.required("bound", .number)
  let noiseMultiplier = try section.required("noiseMultiplier", .number)
  return try section.value.checking {
    try NoisySumSpecification(records: records, bound: bound, noiseMultiplier: noiseMultiplier)
  }
}

private func readGaussianVectorSum(_ section: Section) throws -> GaussianVectorSumSpecification {
  let dimensions = try section.required("dimensions", Reading<Int>.wholeNumber)
  let steps = try section.required("steps", Reading<Int>.wholeNumber)
  let clipNorm = try section.required("clipNorm", .number)
  let noiseMultiplier = try section.required("noiseMultiplier", .number)
  let draws = try section.optional("draws", .choice(of: VectorDraws.self)) ?? .needed
  return try section.value.checking {
    try GaussianVectorSumSpecification(
      dimensions: dimensions, steps: steps, clipNorm: clipNorm, noiseMultiplier: noiseMultiplier, draws: draws)
  }
}

private let queryKeys = ["answers", "sensitivity", "epsilon", "fault"]

private func readQuery(_ section: Section, _ algorithm: QuerySpecification.Algorithm) throws -> QuerySpecification {
  let answers = try section.required("answers", .list(of: .number, named: "numbers"))
  let sensitivity = try section.required("sensitivity", .number)
  let epsilon = try section.required("epsilon", .number)
  let fault = try section.optional("fault", .choice(of: QueryFault.self))
  return try section.value.checking {
    try QuerySpecification(algorithm, answers: answers, sensitivity: sensitivity, epsilon: epsilon, fault: fault)
  }
}

private func readSparseVector(_ section: Section) throws -> QuerySpecification.Algorithm {
  .sparseVector(
    threshold: try section.required("threshold", .number),
    mostAbove: try section.optional("mostAbove", Reading<Int>.wholeNumber) ?? 1)
}

private func readExternal(_ section: Section) throws -> ExternalSpecification {
  let command = try section.required("command", .list(of: .text, named: "words"))
  let parameters = try section.optional("parameters", .json) ?? .object([:])
  let environment = try section.optional("environment", .list(of: .text, named: "names of variables")) ?? []
  let blockSize = try section.optional("blockSize", Reading<Int>.wholeNumber) ?? 1000
  let frames = try section.optional("frames", .choice(of: WorkerFrames.self)) ?? .json
  let timeLimit = try section.optional("timeLimit", .number) ?? 60
  let restarts = try section.optional("restarts", Reading<Int>.wholeNumber) ?? 3
  let memoryLimit = try section.optional("memoryLimit", Reading<Int>.wholeNumber) ?? 8192
  let event = try section.optional("event", .section).map { try readEvent($0) }
  return try section.value.checking {
    try ExternalSpecification(
      command: command, parameters: parameters, environment: environment, blockSize: blockSize, frames: frames,
      timeLimit: timeLimit, restarts: restarts, memoryLimit: memoryLimit, event: event)
  }
}

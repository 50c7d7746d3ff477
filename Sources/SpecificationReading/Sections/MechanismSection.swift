internal import PrivacyModel

extension MechanismSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .dpSGD:
      [
        "model", "noiseMultiplier", "clipNorm", "samplingProbability", "steps", "learningRate", "fault", "sampler",
        "clipping", "noise", "optimiser", "schedule", "averaging",
      ]
    case .gaussianSum: ["records", "bound", "noiseMultiplier"]
    }
  }
}

extension ModelSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .softmaxRegression: []
    case .multilayerPerceptron: ["hiddenUnits", "activation"]
    }
  }
}

func readMechanism(_ section: Section) throws -> MechanismSpecification {
  switch try section.kind(as: MechanismSpecification.Kind.self) {
  case .dpSGD: .dpSGD(try readDPSGD(section))
  case .gaussianSum: .gaussianSum(try readGaussianSum(section))
  }
}

private func readDPSGD(_ section: Section) throws -> DPSGDSpecification {
  let model = try readModel(section.required("model", .section))
  let noiseMultiplier = try section.required("noiseMultiplier", .number)
  let clipping = try eitherOf(section, "clipNorm", orSection: "clipping", readClipping) { .flat(clipNorm: $0) }
  let sampler = try eitherOf(section, "samplingProbability", orSection: "sampler", readSampler) {
    .poisson(samplingProbability: $0)
  }
  let noise = try section.optional("noise", .section).map(readNoiseKind) ?? .gaussian
  let steps = try section.required("steps", Reading<Int>.wholeNumber)
  let learningRate = try section.required("learningRate", .number)
  let schedule = try section.optional("schedule", .section).map(readSchedule) ?? .constant
  let optimiser = try section.optional("optimiser", .section).map(readOptimiser) ?? .sgd
  let averaging = try section.optional("averaging", .section).map(readAveraging)
  let fault = try section.optional("fault", .choice(of: FaultName.self))
  return try section.value.checking {
    try DPSGDSpecification(
      model: model, noiseMultiplier: noiseMultiplier, clipping: clipping, sampler: sampler, noise: noise, steps: steps,
      learningRate: learningRate, schedule: schedule, optimiser: optimiser, averaging: averaging, fault: fault)
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

private func readModel(_ section: Section) throws -> ModelSpecification {
  switch try section.kind(as: ModelSpecification.Kind.self) {
  case .softmaxRegression:
    // Without hidden units, the activation has nothing to act on.
    return try ModelSpecification(hiddenUnits: [], activation: .relu)
  case .multilayerPerceptron:
    let hiddenUnits = try section.required("hiddenUnits", .list(of: Reading<Int>.wholeNumber, named: "whole numbers"))
    let activation = try section.optional("activation", .choice(of: ActivationName.self)) ?? .relu
    return try section.value.checking {
      guard !hiddenUnits.isEmpty else {
        throw InvalidValue(key: "hiddenUnits", allowed: "the sizes of one or more layers", got: "an empty list")
      }
      return try ModelSpecification(hiddenUnits: hiddenUnits, activation: activation)
    }
  }
}

private func readGaussianSum(_ section: Section) throws -> GaussianSumSpecification {
  let records = try section.required("records", .list(of: .number, named: "numbers"))
  let bound = try section.required("bound", .number)
  let noiseMultiplier = try section.required("noiseMultiplier", .number)
  return try section.value.checking {
    try GaussianSumSpecification(records: records, bound: bound, noiseMultiplier: noiseMultiplier)
  }
}

internal import PrivacyModel

extension MechanismSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .dpSGD:
      ["model", "noiseMultiplier", "clipNorm", "samplingProbability", "steps", "learningRate", "fault"]
    case .gaussianSum, .laplaceSum: ["records", "bound", "noiseMultiplier"]
    case .gaussianVectorSum: ["dimensions", "steps", "clipNorm", "noiseMultiplier", "draws"]
    }
  }
}

func readMechanism(_ section: Section) throws -> MechanismSpecification {
  switch try section.kind(as: MechanismSpecification.Kind.self) {
  case .dpSGD: .dpSGD(try readDPSGD(section))
  case .gaussianSum: .gaussianSum(try readNoisySum(section))
  case .laplaceSum: .laplaceSum(try readNoisySum(section))
  case .gaussianVectorSum: .gaussianVectorSum(try readGaussianVectorSum(section))
  }
}

private func readDPSGD(_ section: Section) throws -> DPSGDSpecification {
  let model = try readModel(section.required("model", .section))
  let noiseMultiplier = try section.required("noiseMultiplier", .number)
  let clipNorm = try section.required("clipNorm", .number)
  let samplingProbability = try section.required("samplingProbability", .number)
  let steps = try section.required("steps", Reading<Int>.wholeNumber)
  let learningRate = try section.required("learningRate", .number)
  let fault = try section.optional("fault", .choice(of: FaultName.self))
  return try section.value.checking {
    try DPSGDSpecification(
      model: model, noiseMultiplier: noiseMultiplier, clipNorm: clipNorm, samplingProbability: samplingProbability,
      steps: steps, learningRate: learningRate, fault: fault)
  }
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

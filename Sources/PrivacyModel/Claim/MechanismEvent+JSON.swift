/// As JSON: an object whose `kind` names the case.
extension MechanismEvent: Codable {
  /// The name of a case, in JSON and in specifications.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case gaussian, laplace
    case discreteGaussian = "discrete-gaussian"
    case discreteLaplace = "discrete-laplace"
    case randomisedResponse = "randomised-response"
    case approximateDP = "approximate-dp"
    case zeroConcentratedDP = "zero-concentrated-dp"
    case poissonSampled = "poisson-sampled"
    case sampledWithoutReplacement = "sampled-without-replacement"
    case shuffled
    case ballsAndBins = "balls-and-bins"
    case dominated = "dominated-by"
    case composed
    case selfComposed = "self-composed"
  }

  package var kind: Kind {
    switch self {
    case .gaussian: .gaussian
    case .laplace: .laplace
    case .discreteGaussian: .discreteGaussian
    case .discreteLaplace: .discreteLaplace
    case .randomisedResponse: .randomisedResponse
    case .approximateDP: .approximateDP
    case .zeroConcentratedDP: .zeroConcentratedDP
    case .poissonSampled: .poissonSampled
    case .sampledWithoutReplacement: .sampledWithoutReplacement
    case .shuffled: .shuffled
    case .ballsAndBins: .ballsAndBins
    case .dominated: .dominated
    case .composed: .composed
    case .selfComposed: .selfComposed
    }
  }

  private enum Key: String, CodingKey {
    case kind, noiseMultiplier, standardDeviation, scale, sensitivity, randomAnswerProbability, categories
    case epsilon, delta, rho, samplingProbability, batchSize, populationSize, batches, count, event, events
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func number(_ key: Key) throws -> Double { try container.decode(Double.self, forKey: key) }
    func count(_ key: Key) throws -> Int { try container.decode(Int.self, forKey: key) }
    func event() throws -> MechanismEvent { try container.decode(MechanismEvent.self, forKey: .event) }
    switch try container.decode(Kind.self, forKey: .kind) {
    case .gaussian: self = .gaussian(noiseMultiplier: try number(.noiseMultiplier))
    case .laplace: self = .laplace(noiseMultiplier: try number(.noiseMultiplier))
    case .discreteGaussian:
      self = .discreteGaussian(standardDeviation: try number(.standardDeviation), sensitivity: try count(.sensitivity))
    case .discreteLaplace:
      self = .discreteLaplace(scale: try number(.scale), sensitivity: try count(.sensitivity))
    case .randomisedResponse:
      self = .randomisedResponse(
        randomAnswerProbability: try number(.randomAnswerProbability), categories: try count(.categories))
    case .approximateDP: self = .approximateDP(epsilon: try number(.epsilon), delta: try number(.delta))
    case .zeroConcentratedDP: self = .zeroConcentratedDP(rho: try number(.rho))
    case .poissonSampled: self = .poissonSampled(samplingProbability: try number(.samplingProbability), try event())
    case .sampledWithoutReplacement:
      self = .sampledWithoutReplacement(
        batchSize: try count(.batchSize), populationSize: try count(.populationSize), try event())
    case .shuffled: self = .shuffled(batches: try count(.batches), try event())
    case .ballsAndBins: self = .ballsAndBins(batches: try count(.batches), try event())
    case .dominated: self = .dominated(by: try event())
    case .composed: self = .composed(try container.decode([MechanismEvent].self, forKey: .events))
    case .selfComposed: self = .selfComposed(try event(), count: try count(.count))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .gaussian(let noiseMultiplier), .laplace(let noiseMultiplier):
      try container.encode(noiseMultiplier, forKey: .noiseMultiplier)
    case .discreteGaussian(let standardDeviation, let sensitivity):
      try container.encode(standardDeviation, forKey: .standardDeviation)
      try container.encode(sensitivity, forKey: .sensitivity)
    case .discreteLaplace(let scale, let sensitivity):
      try container.encode(scale, forKey: .scale)
      try container.encode(sensitivity, forKey: .sensitivity)
    case .randomisedResponse(let randomAnswerProbability, let categories):
      try container.encode(randomAnswerProbability, forKey: .randomAnswerProbability)
      try container.encode(categories, forKey: .categories)
    case .approximateDP(let epsilon, let delta):
      try container.encode(epsilon, forKey: .epsilon)
      try container.encode(delta, forKey: .delta)
    case .zeroConcentratedDP(let rho): try container.encode(rho, forKey: .rho)
    case .poissonSampled(let samplingProbability, let event):
      try container.encode(samplingProbability, forKey: .samplingProbability)
      try container.encode(event, forKey: .event)
    case .sampledWithoutReplacement(let batchSize, let populationSize, let event):
      try container.encode(batchSize, forKey: .batchSize)
      try container.encode(populationSize, forKey: .populationSize)
      try container.encode(event, forKey: .event)
    case .shuffled(let batches, let event), .ballsAndBins(let batches, let event):
      try container.encode(batches, forKey: .batches)
      try container.encode(event, forKey: .event)
    case .dominated(let event): try container.encode(event, forKey: .event)
    case .composed(let events): try container.encode(events, forKey: .events)
    case .selfComposed(let event, let count):
      try container.encode(event, forKey: .event)
      try container.encode(count, forKey: .count)
    }
  }
}

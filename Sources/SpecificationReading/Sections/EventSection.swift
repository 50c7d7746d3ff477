internal import PrivacyModel

extension MechanismEvent.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .gaussian, .laplace: ["noiseMultiplier"]
    case .discreteGaussian: ["standardDeviation", "sensitivity"]
    case .discreteLaplace: ["scale", "sensitivity"]
    case .randomisedResponse: ["randomAnswerProbability", "categories"]
    case .approximateDP: ["epsilon", "delta"]
    case .zeroConcentratedDP: ["rho"]
    case .poissonSampled: ["samplingProbability", "event"]
    case .sampledWithoutReplacement: ["batchSize", "populationSize", "event"]
    case .shuffled, .ballsAndBins: ["batches", "event"]
    case .dominated: ["event"]
    case .composed: ["events"]
    case .selfComposed: ["event", "count"]
    }
  }
}

/// Events inside events inside events; more is a slip of the editor, and would exhaust the stack in the end.
private let deepestNesting = 32

/// An event of the kind that `kind` names; the keys are those of its JSON.
func readEvent(_ section: Section, depth: Int = 0) throws -> MechanismEvent {
  guard depth <= deepestNesting else {
    throw section.value.invalid("an event at most \(deepestNesting) levels deep", got: "one deeper than that")
  }
  let kind = try eventKind(of: section)
  func event() throws -> MechanismEvent { try readEvent(section.required("event", .section), depth: depth + 1) }
  switch kind {
  case .poissonSampled:
    let probability = try number("samplingProbability", in: section, from: EventRange.samplingProbability)
    return .poissonSampled(samplingProbability: probability, try event())
  case .sampledWithoutReplacement:
    let populationSize = try whole("populationSize", in: section, from: EventRange.populationSize)
    let batchSize = try whole("batchSize", in: section, from: EventRange.batchSize(of: populationSize))
    return .sampledWithoutReplacement(batchSize: batchSize, populationSize: populationSize, try event())
  case .shuffled: return .shuffled(batches: try whole("batches", in: section, from: EventRange.batches), try event())
  case .ballsAndBins:
    return .ballsAndBins(batches: try whole("batches", in: section, from: EventRange.batches), try event())
  case .dominated: return .dominated(by: try event())
  case .composed:
    let events = try section.required("events", .list(of: .section, named: "events"))
    guard !events.isEmpty else {
      throw section.value.located(InvalidValue(key: "events", allowed: "at least one event", got: "an empty list"))
    }
    return .composed(try events.map { try readEvent($0, depth: depth + 1) })
  case .selfComposed:
    let count = try whole("count", in: section, from: EventRange.count)
    return .selfComposed(try event(), count: count)
  case .gaussian, .laplace, .discreteGaussian, .discreteLaplace, .randomisedResponse, .approximateDP,
    .zeroConcentratedDP:
    return try readNoise(kind, section)
  }
}

private func readNoise(_ kind: MechanismEvent.Kind, _ section: Section) throws -> MechanismEvent {
  func sensitivity() throws -> Int {
    section.find("sensitivity") == nil ? 1 : try whole("sensitivity", in: section, from: EventRange.sensitivity)
  }
  switch kind {
  case .gaussian:
    return .gaussian(noiseMultiplier: try number("noiseMultiplier", in: section, from: EventRange.noiseMultiplier))
  case .laplace:
    return .laplace(noiseMultiplier: try number("noiseMultiplier", in: section, from: EventRange.noiseMultiplier))
  case .discreteGaussian:
    return .discreteGaussian(
      standardDeviation: try number("standardDeviation", in: section, from: EventRange.standardDeviation),
      sensitivity: try sensitivity())
  case .discreteLaplace:
    return .discreteLaplace(
      scale: try number("scale", in: section, from: EventRange.scale), sensitivity: try sensitivity())
  case .randomisedResponse:
    return .randomisedResponse(
      randomAnswerProbability: try number(
        "randomAnswerProbability", in: section, from: EventRange.randomAnswerProbability),
      categories: try whole("categories", in: section, from: EventRange.categories))
  case .approximateDP:
    return .approximateDP(
      epsilon: try number("epsilon", in: section, from: EventRange.epsilon),
      delta: try number("delta", in: section, from: EventRange.delta))
  case .zeroConcentratedDP:
    return .zeroConcentratedDP(rho: try number("rho", in: section, from: EventRange.rho))
  case .poissonSampled, .sampledWithoutReplacement, .shuffled, .ballsAndBins, .dominated, .composed, .selfComposed:
    preconditionFailure("\(kind.rawValue) is not noise")
  }
}

/// The kind of `section`, after a check that its keys go with the kind. Its keys mean nothing in an audit, so no advice
/// is taken from there.
private func eventKind(of section: Section) throws -> MechanismEvent.Kind {
  if section.find("kind") == nil {
    try section.allow(MechanismEvent.Kind.allKeys, synonyms: eventSynonyms, hint: otherKinds)
  }
  let kind = try section.required("kind", .choice(of: MechanismEvent.Kind.self))
  try section.allow(["kind"] + kind.keys, synonyms: eventSynonyms, hint: otherKinds)
  return kind
}

private func otherKinds(_ key: String) -> String? {
  let key = eventSynonyms[key] ?? key
  let others = MechanismEvent.Kind.allCases.filter { $0.keys.contains(key) }.map(\.rawValue)
  return others.isEmpty ? "no event has it." : "\(key) goes with kind \(others.joined(separator: " or "))."
}

private func number(_ key: String, in section: Section, from range: AllowedRange) throws -> Double {
  let value = try section.required(key, .number)
  return try section.value.checking { try checked(value, key, in: range) }
}

private func whole(_ key: String, in section: Section, from range: ClosedRange<Int>) throws -> Int {
  let value = try section.required(key, Reading<Int>.wholeNumber)
  return try section.value.checking { try checked(value, key, in: range) }
}

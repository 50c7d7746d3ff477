internal import PrivacyModel

let threatKeys = ["kind", "initialisation"]
let gameKeys = ["trialsPerWorld", "runs", "coins", "candidates", "neighbours"]

extension CanarySpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .mislabelled, .natural, .duplicated: ["record"]
    case .blank, .noise, .checkerboard: ["label"]
    case .clipBKD, .crafted: []
    case .gradient: ["direction"]
    case .value: ["value"]
    case .vector: ["direction"]
    case .effects: ["effects"]
    case .datasets: ["excluded", "included"]
    case .neighbours: ["records", "extremes", "generators"]
    }
  }
}

extension AttackSpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .projection: ["direction"]
    case .learned: ["model", "trainingTrials"]
    case .loss, .gradientProjection, .weightProjection, .output, .likelihoodRatio, .absoluteValue, .norm, .lowestBit:
      []
    }
  }
}

func readCanary(_ section: Section) throws -> CanarySpecification {
  func number(_ key: String) throws -> Int {
    let number = try section.optional(key, Reading<Int>.wholeNumber) ?? 0
    return try section.value.checking { try checked(number, key, in: 0...Int(Int32.max)) }
  }
  switch try section.kind(as: CanarySpecification.Kind.self) {
  case .mislabelled: return .mislabelled(record: try number("record"))
  case .natural: return .natural(record: try number("record"))
  case .duplicated: return .duplicated(record: try number("record"))
  case .blank: return .outOfDistribution(.blank, label: try number("label"))
  case .noise: return .outOfDistribution(.noise, label: try number("label"))
  case .checkerboard: return .outOfDistribution(.checkerboard, label: try number("label"))
  case .clipBKD: return .clipBKD
  case .crafted: return .crafted
  case .gradient:
    return .gradient(
      try section.optional("direction", .choice(of: GradientDirection.self)) ?? .quietestCoordinate)
  case .value:
    return .value(try section.required("value", .number))
  case .vector:
    return .vector(try section.optional("direction", .choice(of: VectorDirection.self)) ?? .random)
  case .effects:
    return .effects(try section.required("effects", .list(of: .number, named: "numbers")))
  case .datasets:
    let excluded = try section.required("excluded", .json)
    let included = try section.required("included", .json)
    return .datasets(try section.value.checking { try DatasetPair(excluded: excluded, included: included) })
  case .neighbours:
    let records = try section.required("records", .list(of: .json, named: "records"))
    let extremes = try section.optional("extremes", .list(of: .json, named: "records")) ?? []
    let generators =
      try section.optional("generators", .list(of: .choice(of: NeighbourGenerator.self), named: "generators"))
      ?? NeighbourGenerator.allCases.filter { $0.fits(extremes: extremes.count) }
    return .neighbours(
      try section.value.checking {
        try NeighbouringDatasets(records: records, extremes: extremes, generators: generators)
      })
  }
}

func readThreat(_ section: Section) throws -> ThreatSpecification {
  try section.allow(threatKeys)
  let model = try section.required("kind", .choice(of: ThreatModel.self))
  let initialisation = try section.optional("initialisation", .choice(of: ThreatSpecification.Initialisation.self))
  return ThreatSpecification(model, initialisation: initialisation ?? .random)
}

func readAttack(_ section: Section) throws -> AttackSpecification {
  switch try section.kind(as: AttackSpecification.Kind.self) {
  case .loss: return .loss
  case .gradientProjection: return .gradientProjection
  case .weightProjection: return .weightProjection
  case .output: return .output
  case .likelihoodRatio: return .likelihoodRatio
  case .absoluteValue: return .absoluteValue
  case .norm: return .norm
  case .projection: return .projection(try section.required("direction", .list(of: .number, named: "numbers")))
  case .lowestBit: return .lowestBit
  case .learned:
    let model = try section.required("model", .choice(of: LearnedAttackSpecification.Model.self))
    let trials = try section.required("trainingTrials", Reading<Int>.wholeNumber)
    return .learned(
      try section.value.checking { try LearnedAttackSpecification(model, trainingTrials: trials) })
  }
}

func readGame(_ section: Section) throws -> GameSpecification {
  try section.allow(gameKeys)
  let coins = try section.optional("coins", .choice(of: CoinRule.self)) ?? .balanced
  let candidates = try section.optional("candidates", Reading<Int>.wholeNumber) ?? 1
  let neighbours = try section.optional("neighbours", .choice(of: Adjacency.self)) ?? .addOrRemove
  guard section.find("runs") != nil else {
    let trialsPerWorld = try section.required("trialsPerWorld", Reading<Int>.wholeNumber)
    return try section.value.checking {
      try GameSpecification(
        trialsPerWorld: trialsPerWorld, coins: coins, candidates: candidates, neighbours: neighbours)
    }
  }
  if let other = section.find("trialsPerWorld") { throw other.invalid("left out beside runs") }
  let runs = try section.required("runs", Reading<Int>.wholeNumber)
  return try section.value.checking {
    try GameSpecification(runs: runs, coins: coins, candidates: candidates, neighbours: neighbours)
  }
}

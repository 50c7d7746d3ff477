internal import PrivacyModel

let attackKeys = ["kind"]
let gameKeys = ["trialsPerWorld", "coins"]

extension CanarySpecification.Kind: SectionKind {
  var keys: [String] {
    switch self {
    case .mislabelled: ["record"]
    case .gradient: ["direction"]
    case .value: ["value"]
    case .vector: ["direction"]
    }
  }
}

func readCanary(_ section: Section) throws -> CanarySpecification {
  switch try section.kind(as: CanarySpecification.Kind.self) {
  case .mislabelled:
    let record = try section.optional("record", Reading<Int>.wholeNumber) ?? 0
    return .mislabelled(record: try section.value.checking { try checked(record, "record", in: 0...Int.max) })
  case .gradient:
    return .gradient(
      try section.optional("direction", .choice(of: GradientDirection.self)) ?? .quietestCoordinate)
  case .value:
    return .value(try section.required("value", .number))
  case .vector:
    return .vector(try section.optional("direction", .choice(of: VectorDirection.self)) ?? .random)
  }
}

func readAttack(_ section: Section) throws -> AttackSpecification {
  try section.allow(attackKeys)
  return try section.required("kind", .choice(of: AttackSpecification.self))
}

func readGame(_ section: Section) throws -> GameSpecification {
  try section.allow(gameKeys)
  let trialsPerWorld = try section.required("trialsPerWorld", Reading<Int>.wholeNumber)
  let coins = try section.optional("coins", .choice(of: CoinRule.self)) ?? .balanced
  return try section.value.checking { try GameSpecification(trialsPerWorld: trialsPerWorld, coins: coins) }
}

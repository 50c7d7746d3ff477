internal import PrivacyModel

let claimKeys = ["delta"] + ClaimStatement.Key.allCases.map(\.rawValue) + ["adjacency", "groupSize"]

func readClaim(_ section: Section) throws -> ClaimSpecification {
  try section.allow(claimKeys)
  let delta = try section.required("delta", .number)
  let statement = try readStatement(section)
  let adjacency = try section.optional("adjacency", .choice(of: Adjacency.self)) ?? .addOrRemove
  let groupSize = try section.optional("groupSize", Reading<Int>.wholeNumber) ?? 1
  return try section.value.checking {
    try ClaimSpecification(statement, delta: delta, adjacency: adjacency, groupSize: groupSize)
  }
}

/// What the one key states; without any, the accountant of the mechanism's own event decides.
private func readStatement(_ section: Section) throws -> ClaimStatement {
  let given = ClaimStatement.Key.allCases.filter { section.find($0.rawValue) != nil }
  guard let key = given.first else { return .ownEvent }
  if let second = given.dropFirst().first, let value = section.find(second.rawValue) {
    throw value.invalid("left out, since \(key.rawValue) states the claim")
  }
  func stated<Result>(_ reading: Reading<Result>) throws -> Result {
    try section.optional(key.rawValue, reading) ?? section.required(key.rawValue, reading)
  }
  switch key {
  case .epsilon: return .epsilon(try stated(.number))
  case .mu: return .mu(try stated(.number))
  case .rho: return .rho(try stated(.number))
  case .curve:
    return .curve(
      try stated(.list(of: .section, named: "points")).map { point in
        try point.allow(["epsilon", "delta"])
        return ClaimedPoint(
          epsilon: try point.required("epsilon", .number), delta: try point.required("delta", .number))
      })
  case .renyi:
    return .renyi(
      try stated(.list(of: .section, named: "orders")).map { value in
        try value.allow(["order", "epsilon"])
        return ClaimedRenyi(
          order: try value.required("order", .number), epsilon: try value.required("epsilon", .number))
      })
  case .event: return .event(try readClaimedEvent(stated(.section)))
  }
}

private let trainingKeys = ["noiseMultiplier", "samplingProbability", "steps"]

/// The parameters of DP-SGD, or an event of any kind.
private func readClaimedEvent(_ section: Section) throws -> MechanismEvent {
  guard section.find("kind") == nil else { return try readEvent(section) }
  try section.allow(trainingKeys) { _ in "parameters of another training need a kind of event." }
  let noiseMultiplier = try section.required("noiseMultiplier", .number)
  let samplingProbability = try section.required("samplingProbability", .number)
  let steps = try section.required("steps", Reading<Int>.wholeNumber)
  return try section.value.checking {
    try MechanismEvent.dpSGD(
      noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability, steps: steps)
  }
}

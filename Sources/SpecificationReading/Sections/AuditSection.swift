internal import PrivacyModel

/// The whole specification.
func readAudit(_ document: Document, defaultName: String) throws -> AuditSpecification {
  let section = try Section(document.rootValue)
  try section.allow(rootKeys) { trainRootKeys.contains($0) ? "it belongs to a specification of dpaudit train." : nil }

  let name = try section.optional("name", .text) ?? defaultName
  let seed = try section.required("seed", Reading<UInt64>.wholeNumber)
  let data = try section.optional("data", .section).map(readData)
  let mechanism = try readMechanism(section.required("mechanism", .section))
  let canary = try readCanary(section.required("canary", .section))
  let threat = try section.optional("threat", .section).map(readThreat)
  let attack = try readAttack(section.required("attack", .section))
  let game = try readGame(section.required("game", .section))
  let claim = try readClaim(section.required("claim", .section))
  let evidence = try readEvidence(section.optional("evidence", .section))

  return try section.value.checking {
    try AuditSpecification(
      name: name, seed: seed, data: data, mechanism: mechanism, canary: canary, threat: threat,
      attack: attack, game: game, claim: claim, evidence: evidence)
  }
}

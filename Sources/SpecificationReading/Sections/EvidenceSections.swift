internal import PrivacyModel

let evidenceKeys = ["significance", "method", "ledger", "assume", "threshold", "selectionFraction", "stop"]

/// The defaults where the section is left out: a report that is wrong one time in twenty, a grid of ranks.
func readEvidence(_ section: Section?) throws -> EvidenceSpecification {
  guard let section else { return try EvidenceSpecification(significance: 0.05) }
  try section.allow(evidenceKeys)
  let significance = try section.optional("significance", .number) ?? 0.05
  let ledger = try readLedger(section, significance: significance)
  let assumptions = try section.optional(
    "assume", .list(of: .choice(of: BoundAssumption.self), named: "assumptions"))
  let threshold = try section.optional("threshold", .number)
  let selectionFraction = try section.optional("selectionFraction", .number)
  let stop = try section.optional("stop", .choice(of: StoppingRule.self)) ?? .never
  return try section.value.checking {
    let evidence = try EvidenceSpecification(
      significance: significance, ledger: ledger, assumptions: assumptions ?? [], threshold: threshold,
      selectionFraction: selectionFraction ?? 0.5, stop: stop)
    guard selectionFraction == nil || evidence.choosesThreshold else {
      throw InvalidValue(
        key: "selectionFraction", allowed: "given with a method that chooses a threshold on a part of the trials",
        got: "\(ledger.map(\.method.name).joined(separator: ", "))")
    }
    return evidence
  }
}

/// A method that spends all, or several with a share each.
private func readLedger(_ section: Section, significance: Double) throws -> [EvidenceSpecification.Share] {
  let method = try section.optional("method", .choice(of: BoundMethod.self))
  guard let shares = try section.optional("ledger", .section) else {
    return [EvidenceSpecification.Share(method: method ?? .rankGrid, significance: significance)]
  }
  if let method {
    throw shares.value.invalid("left out beside method", got: method.name)
  }
  try shares.allow(BoundMethod.allCases.map(\.name))
  return try BoundMethod.allCases.compactMap { method in
    try shares.optional(method.name, .number).map {
      EvidenceSpecification.Share(method: method, significance: $0)
    }
  }
}

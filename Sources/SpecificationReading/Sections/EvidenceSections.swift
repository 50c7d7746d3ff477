internal import PrivacyModel

let evidenceKeys = ["significance", "thresholds", "selectionFraction"]

/// The defaults where the section is left out: a report that is wrong one time in twenty, a grid of ranks.
func readEvidence(_ section: Section?) throws -> EvidenceSpecification {
  try section?.allow(evidenceKeys)
  let significance = try section?.optional("significance", .number) ?? 0.05
  let selectionFraction = try section?.optional("selectionFraction", .number)
  let kind = try section?.optional("thresholds", .choice(of: ThresholdRule.Kind.self)) ?? .rankGrid
  func make() throws -> EvidenceSpecification {
    guard kind == .split || selectionFraction == nil else {
      throw InvalidValue(key: "selectionFraction", allowed: "given with thresholds: split", got: "a grid of ranks")
    }
    return try EvidenceSpecification(
      significance: significance,
      thresholds: kind == .split ? .split(selectionFraction: selectionFraction ?? 0.5) : .rankGrid)
  }
  return try section?.value.checking(make) ?? make()
}

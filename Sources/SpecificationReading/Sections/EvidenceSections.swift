internal import PrivacyModel

let claimKeys = ["delta", "epsilon", "adjacency"]
let evidenceKeys = ["significance", "selectionFraction"]

func readClaim(_ section: Section) throws -> ClaimSpecification {
  try section.allow(claimKeys)
  let delta = try section.required("delta", .number)
  let epsilon = try section.optional("epsilon", .number)
  let adjacency = try section.optional("adjacency", .choice(of: Adjacency.self)) ?? .addOrRemove
  return try section.value.checking { try ClaimSpecification(epsilon: epsilon, delta: delta, adjacency: adjacency) }
}

/// The defaults where the section is left out: a report that is wrong one time in twenty, half of the trials to choose.
func readEvidence(_ section: Section?) throws -> EvidenceSpecification {
  try section?.allow(evidenceKeys)
  let significance = try section?.optional("significance", .number) ?? 0.05
  let selectionFraction = try section?.optional("selectionFraction", .number) ?? 0.5
  func make() throws -> EvidenceSpecification {
    try EvidenceSpecification(significance: significance, selectionFraction: selectionFraction)
  }
  return try section?.value.checking(make) ?? make()
}

package import PrivacyModel

/// The JSON form of bounds side by side: the table's fields, and what it says of a claim where there is one.
private struct BoundDocument: Encodable {
  let table: BoundTable
  let claim: Double?
  let curveTest: CurveTest?

  private enum Key: String, CodingKey { case schema, claim, isRefuted, curveTest }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("dpaudit.bound/1", forKey: .schema)
    try container.encodeIfPresent(claim, forKey: .claim)
    try container.encodeIfPresent(
      claim.map { table.decisiveEpsilon > $0 || curveTest?.isRefuted == true }, forKey: .isRefuted)
    try container.encodeIfPresent(curveTest, forKey: .curveTest)
    try table.encode(to: encoder)
  }
}

/// `table` as JSON under the schema `dpaudit.bound/1`.
package func jsonText(_ table: BoundTable, claim: Double?, curveTest: CurveTest? = nil) throws -> String {
  try jsonText(of: BoundDocument(table: table, claim: claim, curveTest: curveTest))
}

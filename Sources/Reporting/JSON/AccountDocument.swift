package import PrivacyModel

/// The JSON form of what the accountants say: the table's fields, and the check of a claim where one was stated.
private struct AccountDocument: Encodable {
  let table: AccountingTable
  let claim: ClaimCheck?

  private enum Key: String, CodingKey { case schema, claim }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(accountSchema, forKey: .schema)
    try container.encodeIfPresent(claim, forKey: .claim)
    try table.encode(to: encoder)
  }
}

/// The JSON form of δ at a given ε.
private struct CurvePointDocument: Encodable {
  let schema = "dpaudit.account-delta/1"
  let event: MechanismEvent
  let adjacency: Adjacency
  let point: PrivacyCurvePoint
}

private struct CalibrationDocument: Encodable {
  let schema = "dpaudit.calibrate/1"
  let calibration: Calibration

  private enum Key: String, CodingKey { case schema }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(schema, forKey: .schema)
    try calibration.encode(to: encoder)
  }
}

private let accountSchema = "dpaudit.account/1"

/// `table`, and the check of a claim, as JSON under the schema `dpaudit.account/1`.
package func jsonText(_ table: AccountingTable, claim: ClaimCheck?) throws -> String {
  try jsonText(of: AccountDocument(table: table, claim: claim))
}

/// δ at a given ε as JSON under the schema `dpaudit.account-delta/1`.
package func jsonText(_ point: PrivacyCurvePoint, event: MechanismEvent, adjacency: Adjacency) throws -> String {
  try jsonText(of: CurvePointDocument(event: event, adjacency: adjacency, point: point))
}

/// `calibration` as JSON under the schema `dpaudit.calibrate/1`.
package func jsonText(_ calibration: Calibration) throws -> String {
  try jsonText(of: CalibrationDocument(calibration: calibration))
}

package import PrivacyModel

/// The JSON form of an accountant's statement: its fields beside the name of the schema, and beside the statement by
/// Rényi differential privacy where that is another one.
private struct AccountDocument: Encodable {
  let statement: AccountantStatement
  let renyi: AccountantStatement?

  private enum Key: String, CodingKey { case schema, renyi }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("dpaudit.account/1", forKey: .schema)
    try container.encodeIfPresent(renyi, forKey: .renyi)
    try statement.encode(to: encoder)
  }
}

/// `statement` as JSON under the schema `dpaudit.account/1`.
///
/// - Parameter renyi: What Rényi differential privacy gives for the same event; nil where `statement` says it already.
package func jsonText(_ statement: AccountantStatement, renyi: AccountantStatement?) throws -> String {
  try jsonText(of: AccountDocument(statement: statement, renyi: renyi))
}

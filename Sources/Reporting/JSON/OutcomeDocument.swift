package import Foundation
package import PrivacyModel

/// The JSON form of an outcome: its fields beside the name of the schema.
///
/// Whole numbers, `seed` among them, may need all 64 bits.
private struct OutcomeDocument: Codable {
  static let schema = "dpaudit.outcome/1"

  let outcome: AuditOutcome

  private enum CodingKeys: String, CodingKey { case schema }

  init(_ outcome: AuditOutcome) { self.outcome = outcome }

  init(from decoder: any Decoder) throws {
    let schema = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .schema)
    guard schema == Self.schema else {
      throw ReportingError.unknownSchema(found: "'\(schema)'", supported: "'\(Self.schema)'")
    }
    outcome = try AuditOutcome(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schema, forKey: .schema)
    try outcome.encode(to: encoder)
  }
}

/// `outcome` as JSON under the schema `dpaudit.outcome/1`.
package func jsonText(_ outcome: AuditOutcome) throws -> String {
  try jsonText(of: OutcomeDocument(outcome))
}

/// The outcome that `jsonText` wrote.
///
/// - Throws: `ReportingError.unknownSchema` or `.unreadableOutcome`.
package func outcome(fromJSON data: Data) throws -> AuditOutcome {
  let decoder = JSONDecoder()
  decoder.nonConformingFloatDecodingStrategy = .convertFromString(
    positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber)
  do {
    return try decoder.decode(OutcomeDocument.self, from: data).outcome
  } catch let error as ReportingError {
    throw error
  } catch let error as DecodingError {
    throw ReportingError.unreadableOutcome(reason: reason(error))
  }
}

/// The place and the fault, in one line.
private func reason(_ error: DecodingError) -> String {
  let context: DecodingError.Context =
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): context
    case .keyNotFound(let key, let context):
      .init(codingPath: context.codingPath, debugDescription: "the key '\(key.stringValue)' is missing")
    @unknown default: .init(codingPath: [], debugDescription: "\(error)")
    }
  let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
}

package import PrivacyModel

/// The JSON form of a look at a worker: its fields beside the name of the schema.
private struct WorkerDocument: Encodable {
  let examination: WorkerExamination

  private enum Key: String, CodingKey { case schema }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("dpaudit.worker-check/1", forKey: .schema)
    try examination.encode(to: encoder)
  }
}

/// `examination` as JSON under the schema `dpaudit.worker-check/1`.
package func jsonText(_ examination: WorkerExamination) throws -> String {
  try jsonText(of: WorkerDocument(examination: examination))
}

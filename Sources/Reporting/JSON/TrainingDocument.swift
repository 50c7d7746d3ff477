internal import Foundation
package import PrivacyModel

/// The JSON form of a training's outcome.
private struct TrainingDocument: Encodable {
  let schema = "dpaudit.training/1"
  let training: TrainingOutcome
}

/// `outcome` as JSON under the schema `dpaudit.training/1`.
package func jsonText(_ outcome: TrainingOutcome) throws -> String {
  try jsonText(of: TrainingDocument(training: outcome))
}

/// `metrics` as a line of a JSON Lines file, without its end.
package func jsonLine(_ metrics: TrainingMetrics) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  return String(decoding: try encoder.encode(metrics), as: UTF8.self)
}

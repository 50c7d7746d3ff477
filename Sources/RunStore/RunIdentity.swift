internal import Foundation
package import PrivacyModel

/// What a run's scores depend on: trials made under one identity never mix with those of another.
package struct RunIdentity: Hashable, Sendable {
  package let toolVersion: String
  /// The linear algebra kernels; products differ in their last bits between families.
  package let kernels: String
  /// Of the dataset's content; empty where there is none.
  package let dataFingerprint: String
  /// The whole specification as JSON with sorted keys. Its evidence and claim count too: what decides a verdict is fixed
  /// before the first trial.
  package let specification: String

  package init(toolVersion: String, kernels: String, dataFingerprint: String, specification: AuditSpecification) throws
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    self.init(
      toolVersion: toolVersion, kernels: kernels, dataFingerprint: dataFingerprint,
      specification: String(decoding: try encoder.encode(specification), as: UTF8.self))
  }

  init(toolVersion: String, kernels: String, dataFingerprint: String, specification: String) {
    (self.toolVersion, self.kernels) = (toolVersion, kernels)
    (self.dataFingerprint, self.specification) = (dataFingerprint, specification)
  }

  /// The first thing in which the run `found` differs from this one, in words.
  func difference(from found: RunIdentity) -> String? {
    if specification != found.specification {
      let lines = zip(specification.split(separator: "\n"), found.specification.split(separator: "\n"))
      let (new, old) = lines.first { $0 != $1 } ?? ("", "")
      return "its specification has \(trimmed(old)) where this one has \(trimmed(new))"
    }
    if dataFingerprint != found.dataFingerprint { return "its dataset had other contents" }
    if kernels != found.kernels { return "its trials used the kernels \(found.kernels), these would use \(kernels)" }
    if toolVersion != found.toolVersion { return "dpaudit \(found.toolVersion) wrote it, this is \(toolVersion)" }
    return nil
  }

  private func trimmed(_ line: Substring) -> String {
    line.trimmingCharacters(in: CharacterSet(charactersIn: " ,"))
  }
}

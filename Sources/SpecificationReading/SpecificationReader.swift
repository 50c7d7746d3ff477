package import Foundation
package import PrivacyModel

/// A specification, and the file that says where its values stand.
package struct ReadSpecification<Specification> {
  package let specification: Specification
  private let document: Document

  /// A complaint that arose after reading, from the data for example, with file and line.
  ///
  /// - Parameter error: Its key leads from the outermost level, such as `mechanism.noiseMultiplier`.
  package func locate(_ error: InvalidValue) -> SpecificationError {
    document.rootValue.located(error)
  }
}

extension ReadSpecification<AuditSpecification> {
  /// Reads the audit in the file at `url`. Paths in it stay as written, relative to its folder.
  ///
  /// - Throws: `SpecificationError`.
  package init(at url: URL) throws {
    try self.init(readText(at: url), named: url.relativePath)
  }

  /// Reads the audit that `text` spells.
  ///
  /// - Parameters:
  ///   - text: One YAML document.
  ///   - file: What errors call the text. Its last component, without extension, is the default name of the audit.
  /// - Throws: `SpecificationError`.
  package init(_ text: String, named file: String) throws {
    document = try parseDocument(text, named: file, purpose: .audit)
    specification = try readAudit(document, defaultName: defaultName(of: file))
  }
}

extension ReadSpecification<TrainSpecification> {
  /// Reads the training in the file at `url`, as an audit is read.
  ///
  /// - Throws: `SpecificationError`.
  package init(at url: URL) throws {
    try self.init(readText(at: url), named: url.relativePath)
  }

  /// Reads the training that `text` spells.
  ///
  /// - Throws: `SpecificationError`.
  package init(_ text: String, named file: String) throws {
    document = try parseDocument(text, named: file, purpose: .training)
    specification = try readTraining(document, defaultName: defaultName(of: file))
  }
}

/// The specification in the file at `url`.
///
/// - Throws: `SpecificationError`.
package func readSpecification(at url: URL) throws -> AuditSpecification {
  try ReadSpecification(at: url).specification
}

/// The specification that `text` spells, in a file called `file`.
///
/// - Throws: `SpecificationError`.
package func readSpecification(_ text: String, named file: String) throws -> AuditSpecification {
  try ReadSpecification(text, named: file).specification
}

private func defaultName(of file: String) -> String {
  URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
}

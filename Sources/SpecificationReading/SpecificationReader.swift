package import Foundation
package import PrivacyModel

/// Reads the specification of an audit.
///
/// Paths inside it stay as written, relative to the specification's folder.
///
/// - Throws: `SpecificationError`.
package func readSpecification(at url: URL) throws -> AuditSpecification {
  try readSpecification(readText(at: url), named: url.relativePath)
}

/// Reads the specification that `text` spells.
///
/// - Parameters:
///   - text: One YAML document.
///   - file: What errors call the text. Its last component, without extension, is the default name of the audit.
/// - Throws: `SpecificationError`.
package func readSpecification(_ text: String, named file: String) throws -> AuditSpecification {
  let document = try parseDocument(text, named: file)
  return try readAudit(document, defaultName: defaultName(of: file))
}

private func defaultName(of file: String) -> String {
  URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
}

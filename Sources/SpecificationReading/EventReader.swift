package import Foundation
package import PrivacyModel

/// The event in the YAML file at `url`: what a mechanism did, for the accountants.
///
/// - Throws: `SpecificationError`.
package func readEvent(at url: URL) throws -> MechanismEvent {
  try readEvent(readText(at: url), named: url.relativePath)
}

/// The event that `text` spells, in a file called `file`.
///
/// - Throws: `SpecificationError`.
package func readEvent(_ text: String, named file: String) throws -> MechanismEvent {
  let document = try parseDocument(text, named: file, purpose: .event)
  let section = try Section(document.rootValue)
  guard section.find("mechanism") == nil || section.find("game") == nil else {
    throw document.error(
      nil, .noSpecification("this is an audit and not an event; dpaudit run computes the claim of an audit"))
  }
  return try readEvent(section)
}

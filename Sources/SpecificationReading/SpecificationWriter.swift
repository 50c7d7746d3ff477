internal import Foundation
package import PrivacyModel
internal import Yams

/// `specification` as YAML that reads back as the same.
///
/// - Throws: `EncodingError` for a number that is not finite, or `YamlError`.
package func specificationText(_ specification: AuditSpecification) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  let json = String(decoding: try encoder.encode(specification), as: UTF8.self)
  // JSON is YAML, and the parser leaves numbers as they are spelled.
  let parser = try Parser(yaml: json, resolver: .basic, encoding: .utf8)
  guard let root = try parser.nextRoot() else { preconditionFailure("an object is a document") }
  return try serialize(node: laidOut(root, order: rootKeys), width: -1, allowUnicode: true)
}

/// The node in block style with its keys in order: those of `order`, then `kind` or `format`, then the rest.
private func laidOut(_ node: Node, order: [String] = []) -> Node {
  switch node {
  case .mapping(let mapping):
    let ranks = order + ["kind", "format"]
    let pairs = mapping.map { (key: $0.key, value: $0.value) }.enumerated().sorted { first, second in
      let (left, right) = (first.element.key.string ?? "", second.element.key.string ?? "")
      let (leftRank, rightRank) = (ranks.firstIndex(of: left) ?? .max, ranks.firstIndex(of: right) ?? .max)
      return leftRank == rightRank ? first.offset < second.offset : leftRank < rightRank
    }
    return .mapping(
      Node.Mapping(pairs.map { (plain($0.element.key), laidOut($0.element.value)) }, Tag(.map), .block))
  case .sequence(let items):
    let isFlat = items.allSatisfy { $0.scalar != nil }
    return .sequence(Node.Sequence(items.map { laidOut($0) }, Tag(.seq), isFlat ? .flow : .block))
  case .scalar, .alias: return plain(node)
  }
}

/// A quoted word without its quotes, where nobody could take it for anything else.
private func plain(_ node: Node) -> Node {
  guard let scalar = node.scalar, scalar.style != .plain else { return node }
  let isWord =
    scalar.string.wholeMatch(of: /[A-Za-z][A-Za-z0-9-]*/) != nil
    && !["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(scalar.string.lowercased())
  return isWord ? .scalar(Node.Scalar(scalar.string, Tag(.str), .plain)) : node
}

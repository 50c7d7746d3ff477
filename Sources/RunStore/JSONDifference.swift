internal import Foundation
internal import PrivacyModel

/// The first value in which two JSON texts differ, in words: `claim.epsilon was left out, is now 3`.
///
/// Keys are compared in the order of the alphabet, except that `kind` goes first, since it decides what else there is.
///
/// - Parameter ignored: A value that may differ, by its path.
/// - Returns: nil when both say the same, however they are laid out.
/// - Throws: `DecodingError` when one of them is no JSON.
package func jsonDifference(from old: String, to new: String, ignoring ignored: String? = nil) throws -> String? {
  let (old, new) = (try JSONValue(parsing: old), try JSONValue(parsing: new))
  guard let difference = difference(from: old, to: new, at: "", ignoring: ignored) else { return nil }
  let (was, isNow) = (difference.old?.spelled ?? "left out", difference.new?.spelled ?? "left out")
  return "\(difference.path.isEmpty ? "the whole" : difference.path) was \(was), is now \(isNow)"
}

private func difference(from old: JSONValue?, to new: JSONValue?, at path: String, ignoring ignored: String?)
  -> Difference?
{
  guard old != new, path != ignored else { return nil }
  switch (old, new) {
  case (.object(let old), .object(let new)): return difference(from: old, to: new, at: path, ignoring: ignored)
  // An object that appears or goes is told by its first value.
  case (nil, .object(let new)) where !new.isEmpty: return difference(from: [:], to: new, at: path, ignoring: ignored)
  case (.object(let old), nil) where !old.isEmpty: return difference(from: old, to: [:], at: path, ignoring: ignored)
  case (.array(let old), .array(let new)) where old.count == new.count:
    return zip(old, new).enumerated().lazy.compactMap { index, pair in
      difference(from: pair.0, to: pair.1, at: "\(path)[\(index)]", ignoring: ignored)
    }.first
  default: return Difference(path: path, old: old, new: new)
  }
}

private func difference(
  from old: [String: JSONValue], to new: [String: JSONValue], at path: String, ignoring ignored: String?
) -> Difference? {
  let keys = Set(old.keys).union(new.keys).sorted { $0 == "kind" ? $1 != "kind" : $1 != "kind" && $0 < $1 }
  return keys.lazy.compactMap { key in
    difference(from: old[key], to: new[key], at: path.isEmpty ? key : "\(path).\(key)", ignoring: ignored)
  }.first
}

private struct Difference {
  let path: String
  let old: JSONValue?
  let new: JSONValue?
}

extension JSONValue {
  fileprivate init(parsing text: String) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  /// As in JSON, with long lists and filled objects cut short.
  fileprivate var spelled: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .unsigned(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): "\"\(value)\""
    case .array(let values) where values.count <= 8: "[\(values.map(\.spelled).joined(separator: ", "))]"
    case .array(let values): "a list of \(values.count)"
    case .object(let values): values.isEmpty ? "{}" : "{…}"
    }
  }
}

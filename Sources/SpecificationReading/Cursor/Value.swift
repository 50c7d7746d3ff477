internal import PrivacyModel
internal import Yams

/// A value of the specification, with its place.
struct Value {
  let document: Document
  /// The keys that lead to it, joined by full stops.
  let path: String
  let line: Int
  let node: Node

  func invalid(_ allowed: String, got: String? = nil, hint: String? = nil) -> SpecificationError {
    document.error(
      line, .invalidValue(path: path, allowed: allowed, got: got ?? described(node), hint: hint))
  }

  /// The text of a scalar that is not null.
  var text: String? { isNull(node) ? nil : node.scalar?.string }

  /// The text of a scalar that is neither null nor quoted.
  var plainText: String? { node.scalar?.style == .plain ? text : nil }

  /// The text of a number, as the file has it.
  var numberText: String? { plainText.flatMap { spelledNumber($0) == nil ? nil : $0 } }

  /// The items of a list.
  var items: [Value]? {
    node.sequence?.enumerated().map { index, item in
      Value(document: document, path: "\(path)[\(index)]", line: item.mark?.line ?? line, node: item)
    }
  }

  /// The value that is reached along `keys`, such as `records[2]`, or what is reached of the way to one left out.
  private func descend(_ keys: String) -> (value: Value, isWhole: Bool) {
    var value = self
    for key in keys.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }) {
      if let index = Int(key), let items = value.items, items.indices.contains(index) {
        value = items[index]
      } else if let next = try? Section(value).find(String(key)) {
        value = next
      } else {
        return (value, false)
      }
    }
    return (value, true)
  }

  /// What `make` makes; a complaint about a value in here gains its place.
  func checking<Made>(_ make: () throws -> Made) throws -> Made {
    do {
      return try make()
    } catch let error as InvalidValue {
      throw located(error)
    }
  }

  /// A complaint about a value in here, with its place and as the file spells it.
  func located(_ error: InvalidValue) -> SpecificationError {
    let (culprit, isWhole) = descend(error.key)
    let keys = path.isEmpty ? error.key : "\(path).\(error.key)"
    let got = isWhole ? culprit.numberText ?? error.got : error.got
    return document.error(
      culprit.line, .invalidValue(path: keys, allowed: error.allowed, got: got, hint: vanishing(got)))
  }

  /// Positive numbers that round to 0 are refused as if they were 0, which asks for a word.
  private func vanishing(_ text: String) -> String? {
    let mantissa = text.prefix { $0 != "e" && $0 != "E" }
    let vanishes = spelledNumber(text) == 0 && mantissa.contains { ("1"..."9").contains($0) }
    return vanishes ? "that is too small for a double" : nil
  }
}

/// Nothing, `~` or `null`, without quotes.
func isNull(_ node: Node) -> Bool {
  guard let scalar = node.scalar, scalar.style == .plain else { return false }
  return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
}

/// A few words for what a reader sees there.
func described(_ node: Node) -> String {
  switch node {
  case .sequence: return "a list"
  case .mapping: return "a mapping of keys"
  case .alias: return "an alias"
  case .scalar(let scalar):
    if isNull(node) { return "nothing" }
    if scalar.style == .plain, spelledNumber(scalar.string) != nil { return scalar.string }
    let line = scalar.string.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).first ?? ""
    let text = line.prefix(60)
    return text.count == scalar.string.count ? "'\(text)'" : "'\(text)…'"
  }
}

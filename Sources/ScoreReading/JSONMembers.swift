internal import Foundation

/// The members of one JSON object on a line, as the text they are written in.
///
/// Not Foundation's parser: it keeps one of two equal keys, refuses the NaN and Infinity that Python writes, and takes
/// minutes for ten million lines. What is nested is passed over, and only its brackets are checked.
struct JSONMembers {
  private(set) var keys: [String] = []
  private(set) var values: [ArraySlice<UInt8>] = []
  private var rest: ArraySlice<UInt8>

  private static let deepest = 1000

  /// - Returns: nil where the line is not one JSON object.
  init?(_ line: ArraySlice<UInt8>) {
    rest = line
    guard take("{") else { return nil }
    if !take("}") {
      repeat {
        guard let key = takeString(), let name = Self.text(key), take(":"), let value = takeValue() else { return nil }
        keys.append(name)
        values.append(value)
      } while take(",")
      guard take("}") else { return nil }
    }
    skipBlanks()
    guard rest.isEmpty else { return nil }
  }

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  /// The items of a JSON list, as the text they are written in; nil where the text is not one list.
  static func items(_ list: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    var scanner = JSONMembers(rest: list)
    guard scanner.take("[") else { return nil }
    var items: [ArraySlice<UInt8>] = []
    if !scanner.take("]") {
      repeat {
        guard let item = scanner.takeValue() else { return nil }
        items.append(item)
      } while scanner.take(",")
      guard scanner.take("]") else { return nil }
    }
    scanner.skipBlanks()
    return scanner.rest.isEmpty ? items : nil
  }

  /// A value as a table of text would have it: a string without its quotes, nothing for null.
  static func text(_ value: ArraySlice<UInt8>) -> String? {
    let raw = String(decoding: value, as: UTF8.self)
    guard value.first == UInt8(ascii: "\"") else { return raw == "null" ? "" : raw }
    guard value.contains(UInt8(ascii: "\\")) else { return String(raw.dropFirst().dropLast()) }
    return try? JSONSerialization.jsonObject(with: Data(value), options: .fragmentsAllowed) as? String
  }

  private mutating func skipBlanks() { rest = rest.drop(while: isBlank) }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard rest.first == UInt8(ascii: mark) else { return false }
    rest.removeFirst()
    return true
  }

  /// A string with its quotes.
  private mutating func takeString() -> ArraySlice<UInt8>? {
    skipBlanks()
    guard rest.first == UInt8(ascii: "\"") else { return nil }
    var index = rest.startIndex + 1
    while index < rest.endIndex, rest[index] != UInt8(ascii: "\"") {
      index += rest[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < rest.endIndex else { return nil }
    defer { rest = rest[(index + 1)...] }
    return rest[...index]
  }

  private mutating func takeValue() -> ArraySlice<UInt8>? {
    skipBlanks()
    switch rest.first {
    case UInt8(ascii: "\""): return takeString()
    case UInt8(ascii: "{"), UInt8(ascii: "["): return takeNested()
    default:
      let word = rest.prefix { !isBlank($0) && !",:{}[]\"".utf8.contains($0) }
      rest = rest[word.endIndex...]
      return word.isEmpty ? nil : word
    }
  }

  private mutating func takeNested() -> ArraySlice<UInt8>? {
    let start = rest
    var open: [UInt8] = []
    repeat {
      switch rest.first {
      case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
      case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
      case UInt8(ascii: "\""):
        guard takeString() != nil else { return nil }
        continue
      case open.last: open.removeLast()
      case UInt8(ascii: "}"), UInt8(ascii: "]"), nil: return nil
      default: break
      }
      guard open.count <= Self.deepest else { return nil }
      rest.removeFirst()
    } while !open.isEmpty
    return start[..<rest.startIndex]
  }
}

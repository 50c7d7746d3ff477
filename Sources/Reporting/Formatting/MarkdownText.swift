/// Text from outside, so that Markdown shows it letter for letter on one line.
func escaped(_ text: String) -> String {
  let special: Set<Character> = ["\\", "`", "*", "_", "[", "]", "<", ">", "&", "|", "#", "~", "$"]
  return oneLine(text).reduce(into: "") { result, character in
    if special.contains(character) { result.append("\\") }
    result.append(character)
  }
}

/// Text from outside as a code span, fit for a table cell.
func code(_ text: String) -> String {
  let text = oneLine(text)
  let longestRun = text.split { $0 != "`" }.map(\.count).max() ?? 0
  let fence = String(repeating: "`", count: longestRun + 1)
  let padding = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
  // A bar ends a table cell even inside a code span, unless a backslash stands before it.
  return fence + padding + text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    + padding + fence
}

/// A relative address: every byte but unreserved ones in percent notation.
func linkTarget(_ fileName: String) -> String {
  fileName.utf8.reduce(into: "") { result, byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      result.append(Character(UnicodeScalar(byte)))
    default:
      result.append("%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true))
    }
  }
}

/// A table of Markdown; cells are Markdown already.
package func table(_ header: [String], _ rows: [[String]]) -> String {
  ([header, header.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
}

private func oneLine(_ text: String) -> String {
  String(text.map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 0x20 } ? " " : $0 })
}

internal import Yams

/// A place in a text, both from 1; columns count Unicode scalars.
struct TextPosition: Hashable {
  let line: Int
  let column: Int

  init(line: Int, column: Int) {
    (self.line, self.column) = (line, column)
  }

  init(_ mark: Mark) {
    self.init(line: mark.line, column: mark.column)
  }
}

/// `text` with the key at `position` replaced by as many characters that no one writes, different in each round.
///
/// - Returns: nil where the text at that place is not the key, for example because it is an alias.
func renaming(_ key: String, at position: TextPosition, in text: String, round: Int) -> String? {
  var scalars = Array(text.unicodeScalars)
  guard let start = index(of: position, in: scalars), start < scalars.count else { return nil }
  let isQuoted = scalars[start] == "\"" || scalars[start] == "'"
  let keyScalars = Array(key.unicodeScalars)
  let range = (start + (isQuoted ? 1 : 0))..<(start + (isQuoted ? 1 : 0) + keyScalars.count)
  guard !range.isEmpty, range.upperBound <= scalars.count, Array(scalars[range]) == keyScalars,
    let stranger = Unicode.Scalar(UInt32(0xE000 + round))
  else { return nil }
  scalars.replaceSubrange(range, with: repeatElement(stranger, count: keyScalars.count))
  var renamed = String.UnicodeScalarView()
  renamed.append(contentsOf: scalars)
  return String(renamed)
}

/// Where `position` is in `scalars`, by the line breaks of YAML 1.1.
private func index(of position: TextPosition, in scalars: [Unicode.Scalar]) -> Int? {
  var line = 1
  var index = 0
  while line < position.line {
    guard index < scalars.count else { return nil }
    let isPair = scalars[index] == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
    if isLineBreak(scalars[index]) { line += 1 }
    index += isPair ? 2 : 1
  }
  return index + position.column - 1
}

private func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
  default: false
  }
}

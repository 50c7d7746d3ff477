internal import Foundation

/// `bytes` as they may stand in a message: at most forty, control characters escaped.
func excerpt(_ bytes: some Collection<UInt8>) -> String {
  let text = String(decoding: bytes.prefix(40), as: UTF8.self).unicodeScalars.map { scalar in
    scalar.value < 0x20 || scalar.value == 0x7f ? scalar.escaped(asASCII: true) : String(scalar)
  }.joined()
  return "'\(text)\(bytes.count > 40 ? "…" : "")'"
}

/// The cells of a comma-separated line without the blanks around them; nil where a quoted cell does not end.
///
/// A cell in double quotes may hold commas, and quotes that are doubled.
func commaSeparatedCells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
  let (comma, quote) = (UInt8(ascii: ","), UInt8(ascii: "\""))
  guard line.contains(quote) else {
    return line.split(separator: comma, omittingEmptySubsequences: false).map(trimmed)
  }
  var cells: [ArraySlice<UInt8>] = []
  var rest = line
  while true {
    rest = rest.drop(while: isBlank)
    guard rest.first == quote else {
      let cell = rest.prefix { $0 != comma }
      cells.append(trimmed(cell))
      rest = rest.dropFirst(cell.count)
      guard !rest.isEmpty else { return cells }
      rest = rest.dropFirst()
      continue
    }
    var cell: [UInt8] = []
    rest = rest.dropFirst()
    while true {
      let part = rest.prefix { $0 != quote }
      cell += part
      rest = rest.dropFirst(part.count)
      guard rest.first == quote else { return nil }
      rest = rest.dropFirst()
      guard rest.first == quote else { break }
      cell.append(quote)
      rest = rest.dropFirst()
    }
    cells.append(trimmed(cell[...]))
    rest = rest.drop(while: isBlank)
    guard let next = rest.first else { return cells }
    guard next == comma else { return nil }
    rest = rest.dropFirst()
  }
}

private func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var cell = cell
  while let first = cell.first, isBlank(first) { cell.removeFirst() }
  while let last = cell.last, isBlank(last) { cell.removeLast() }
  return cell
}

func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

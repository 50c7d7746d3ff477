/// The lines and cells of a text table, for everything but its numbers.
enum CSVLine {
  /// The bytes of the line that begins at `start`, without its line end.
  static func range(in bytes: [UInt8], from start: Int) -> Range<Int> {
    let end = bytes[start...].firstIndex(of: ASCII.lineFeed) ?? bytes.count
    return start..<(end > start && bytes[end - 1] == ASCII.carriageReturn ? end - 1 : end)
  }

  /// The cells of one line, without surrounding blanks and quotes. Commas inside quotes do not separate.
  static func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var cells: [ArraySlice<UInt8>] = []
    var isQuoted = false
    var start = line.startIndex
    for index in line.indices {
      if line[index] == ASCII.quote { isQuoted.toggle() }
      if line[index] == ASCII.comma, !isQuoted {
        cells.append(bare(line[start..<index]))
        start = index + 1
      }
    }
    return cells + [bare(line[start...])]
  }

  /// A cell without the blanks around it and then without the quotes around that.
  private static func bare(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var cell = cell.drop { isBlank($0) }
    while let last = cell.last, isBlank(last) { cell.removeLast() }
    guard cell.count >= 2, cell.first == ASCII.quote, cell.last == ASCII.quote else { return cell }
    return cell.dropFirst().dropLast()
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.tab }
}

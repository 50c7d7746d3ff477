/// The first line of a text table: what its columns are called, and which holds the labels.
struct CSVHeader {
  let columns: [ArraySlice<UInt8>]
  let labelColumn: Int
  /// Where the second line begins.
  let end: Int

  init(_ file: DatasetFile, labelColumn: String) throws {
    let start = file.bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0  // the byte order mark that spreadsheets write
    let line = CSVLine.range(in: file.bytes, from: start)
    guard !line.isEmpty else {
      throw file.malformed(
        line: 1, "the header", allowed: "the names of the columns",
        got: file.bytes.count > start ? "a blank line" : "an empty file", remedy: file.gzipRemedy)
    }
    let columns = CSVLine.cells(file.bytes[line])
    end = (file.bytes[line.upperBound...].firstIndex(of: ASCII.lineFeed) ?? file.bytes.count - 1) + 1
    let found = columns.indices.filter { columns[$0].elementsEqual(labelColumn.utf8) }
    guard let first = found.first, found.count == 1 else {
      throw file.malformed(
        line: 1, "the label column '\(labelColumn)'", allowed: "named by exactly one column",
        got: found.isEmpty ? "the columns \(list(columns))" : "\(found.count) columns of that name",
        remedy: Self.remedy(for: columns, in: file))
    }
    guard columns.count > 1 else {
      throw file.malformed(
        line: 1, "the header", allowed: "the label column and at least one more", got: "only \(quoted(columns[0]))")
    }
    (self.columns, self.labelColumn) = (columns, first)
  }

  private static func remedy(for columns: [ArraySlice<UInt8>], in file: DatasetFile) -> String? {
    if let remedy = file.gzipRemedy { return remedy }
    if columns.count == 1, columns[0].contains(where: { $0 == UInt8(ascii: ";") || $0 == ASCII.tab }) {
      return "separate the cells by commas"
    }
    let areNumbers = columns.allSatisfy { cell in
      var position = cell.startIndex
      return scanDecimal(file.bytes, from: &position) != nil && position == cell.endIndex
    }
    return areNumbers ? "the first line must name the columns" : nil
  }
}

/// Up to ten names, in quotes.
private func list(_ names: [ArraySlice<UInt8>]) -> String {
  names.prefix(10).map { quoted($0) }.joined(separator: ", ")
    + (names.count > 10 ? " and \(names.count - 10) more" : "")
}

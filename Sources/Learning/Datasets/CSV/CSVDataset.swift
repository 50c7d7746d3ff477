internal import NumericalCore

extension Dataset {
  /// Comma-separated numbers under a header; `labelColumn` holds whole numbers from 0, every other column a feature.
  ///
  /// Lines end in LF or CRLF, numbers may stand in quotes, and blank lines at the end are skipped. The classes are one
  /// more than the largest label.
  ///
  /// - Throws: `DatasetError.malformed` at the first line that does not fit.
  package static func csv(_ file: DatasetFile, labelColumn: String) throws -> Dataset {
    let header = try CSVHeader(file, labelColumn: labelColumn)
    var rows = CSVRows(file: file, header: header)
    while rows.position < file.bytes.count { try rows.readLine() }
    guard !rows.labels.isEmpty else {
      throw file.malformed(line: 2, "the table", allowed: "at least one line of numbers", got: "only the header")
    }
    let features = Matrix(
      rows: rows.labels.count, columns: header.columns.count - 1, elements: rows.features)
    return try Dataset(features: features, labels: rows.labels, classes: classCount(of: rows.labels, in: file))
  }
}

/// The lines below the header, read number by number without taking the cells apart.
private struct CSVRows {
  let file: DatasetFile
  let header: CSVHeader
  private(set) var features: [Float] = []
  private(set) var labels: [Int32] = []
  private(set) var position: Int
  private var line = 2
  private var firstBlankLine: Int?

  init(file: DatasetFile, header: CSVHeader) {
    (self.file, self.header, position) = (file, header, header.end)
  }

  mutating func readLine() throws {
    let start = position
    skipBlanks()
    if skipLineEnd() {
      firstBlankLine = firstBlankLine ?? line
    } else if let firstBlankLine {
      throw file.malformed(
        line: firstBlankLine, "a line above the last", allowed: "\(header.columns.count) numbers", got: "a blank line")
    } else {
      for column in header.columns.indices {
        guard let value = readCell(isLast: column == header.columns.count - 1) else { throw defect(at: start) }
        if column == header.labelColumn {
          guard let label = Int32(exactly: value), isLabel(value) else { throw defect(at: start) }
          labels.append(label)
        } else {
          let feature = Float(value)
          guard feature.isFinite else { throw defect(at: start) }
          features.append(feature)
        }
      }
    }
    line += 1
  }

  /// The number in the cell at `position`, which moves to the next cell or the next line; nil if anything is amiss.
  private mutating func readCell(isLast: Bool) -> Double? {
    skipBlanks()
    let isQuoted = skip(ASCII.quote)
    guard let value = scanDecimal(file.bytes, from: &position) else { return nil }
    if isQuoted, !skip(ASCII.quote) { return nil }
    skipBlanks()
    return (isLast ? skipLineEnd() : skip(ASCII.comma)) ? value : nil
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < file.bytes.count, file.bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < file.bytes.count, CSVLine.isBlank(file.bytes[position]) { position += 1 }
  }

  /// Steps over LF, CRLF or CR before the end; true at the end of the file as well.
  private mutating func skipLineEnd() -> Bool {
    var end = position
    if end < file.bytes.count, file.bytes[end] == ASCII.carriageReturn { end += 1 }
    guard end < file.bytes.count else {
      position = end
      return true
    }
    guard file.bytes[end] == ASCII.lineFeed else { return false }
    position = end + 1
    return true
  }

  /// What is wrong with the line that begins at `start`, found by taking it apart.
  private func defect(at start: Int) -> DatasetError {
    let cells = CSVLine.cells(file.bytes[CSVLine.range(in: file.bytes, from: start)])
    guard cells.count == header.columns.count else {
      return file.malformed(
        line: line, "the line", allowed: "\(header.columns.count) numbers, one for each column of the header",
        got: "\(cells.count)")
    }
    let wrong = cells.indices.first { index in
      var position = cells[index].startIndex
      let value = scanDecimal(file.bytes, from: &position)
      guard let value, position == cells[index].endIndex else { return true }
      return index == header.labelColumn ? !isLabel(value) : !Float(value).isFinite
    }
    let column = wrong ?? 0
    return file.malformed(
      line: line, "column \(quoted(header.columns[column]))",
      allowed: column == header.labelColumn ? labelRange : "a finite number", got: quoted(cells[column]))
  }
}

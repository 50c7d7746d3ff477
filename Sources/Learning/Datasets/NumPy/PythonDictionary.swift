/// A parser of the one Python literal that a NumPy header holds: a dictionary of a string, a truth value and a tuple.
struct PythonDictionary {
  private let file: DatasetFile
  private let end: Int
  private var position: Int

  private(set) var type: NumberFormat?
  private(set) var isFortranOrder: Bool?
  private(set) var shape: [Int]?

  init(file: DatasetFile, range: Range<Int>) {
    (self.file, position, end) = (file, range.lowerBound, range.upperBound)
  }

  /// - Throws: `DatasetError.malformed` at the first byte that does not fit.
  mutating func parse() throws {
    try expect("{")
    while !skip("}") {
      skipSpace()
      let start = position
      let key = try string("a key in quotes")
      try expect(":")
      switch key {
      case "descr": type = try elementType()
      case "fortran_order": isFortranOrder = try truthValue()
      case "shape": shape = try tuple()
      default:
        throw file.malformed(byte: start, "a key", allowed: "descr, fortran_order or shape", got: quoted(key.utf8))
      }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == end else { throw defect(at: position, "the header", allowed: "at its end after the dictionary") }
  }

  private mutating func elementType() throws -> NumberFormat {
    skipSpace()
    let start = position
    let allowed = "a bool, an integer of 1, 2, 4 or 8 bytes or a float of 4 or 8, such as '<f4'"
    let text = try string(allowed)
    guard let format = NumberFormat(numPy: text) else {
      throw file.malformed(byte: start, "the element type", allowed: allowed, got: quoted(text.utf8))
    }
    return format
  }

  private mutating func truthValue() throws -> Bool {
    if skip("True") { return true }
    if skip("False") { return false }
    throw defect(at: position, "fortran_order", allowed: "True or False")
  }

  private mutating func tuple() throws -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while !skip(")") {
      sizes.append(try size())
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }

  private mutating func size() throws -> Int {
    skipSpace()
    let start = position
    while position < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(file.bytes[position]) { position += 1 }
    guard let size = Int(String(decoding: file.bytes[start..<position], as: UTF8.self)) else {
      throw defect(at: start, "a size in the shape", allowed: "a whole number below 2^63")
    }
    _ = skip("L")  // Python 2 ends a long integer so
    return size
  }

  /// The text of a string without escapes, in either kind of quotes.
  private mutating func string(_ allowed: String) throws -> String {
    skipSpace()
    let start = position
    guard start < end, case let quote = file.bytes[start], quote == UInt8(ascii: "'") || quote == ASCII.quote,
      let close = file.bytes[(start + 1)..<end].firstIndex(of: quote)
    else { throw defect(at: start, "the header", allowed: "a dictionary with \(allowed) here") }
    position = close + 1
    return String(decoding: file.bytes[(start + 1)..<close], as: UTF8.self)
  }

  private mutating func skipSpace() {
    while position < end, CSVLine.isBlank(file.bytes[position]) || file.bytes[position] == ASCII.lineFeed {
      position += 1
    }
  }

  private mutating func skip(_ token: String) -> Bool {
    skipSpace()
    let bytes = Array(token.utf8)
    guard file.bytes[position..<end].starts(with: bytes) else { return false }
    position += bytes.count
    return true
  }

  private mutating func expect(_ token: String) throws {
    guard skip(token) else { throw defect(at: position, "the header", allowed: "a dictionary with '\(token)' here") }
  }

  private func defect(at start: Int, _ what: String, allowed: String) -> DatasetError {
    let got = start < end ? quoted(file.bytes[start..<end]) : "the end of the header"
    return file.malformed(byte: start, what, allowed: allowed, got: got)
  }
}

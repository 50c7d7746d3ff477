internal import Foundation
internal import PrivacyModel

/// The answers to a block as they come in.
struct BlockAnswers {
  let block: Int
  let firstTrial: Int
  let kind: OutputKind
  private(set) var outputs: [ExternalOutput?]
  private(set) var missing: Int
  /// Indices of the outputs of the line that is being read.
  private var ofLine: [Int] = []
  fileprivate var hasTakenAny: Bool { !ofLine.isEmpty }

  init(block: Int, size: Int, kind: OutputKind) {
    (self.block, firstTrial, self.kind) = (block, block * size, kind)
    outputs = [ExternalOutput?](repeating: nil, count: size)
    missing = size
  }

  /// - Throws: `ProtocolBreach` for a trial that was not asked, or was answered before.
  mutating func answer(_ trial: Int, _ output: ExternalOutput) throws {
    guard trial >= firstTrial, trial < firstTrial + outputs.count else {
      throw ProtocolBreach("answered trial \(trial), which is not of block \(block)")
    }
    let index = trial - firstTrial
    guard outputs[index] == nil else { throw ProtocolBreach("answered trial \(trial) twice") }
    outputs[index] = output
    missing -= 1
    ofLine.append(index)
  }

  /// Takes the answers of one line or frame in, or none of them.
  mutating func takingAll<Result>(_ read: (inout BlockAnswers) throws -> Result) throws -> Result {
    ofLine.removeAll(keepingCapacity: true)
    do {
      return try read(&self)
    } catch {
      for index in ofLine { outputs[index] = nil }
      missing += ofLine.count
      throw error
    }
  }
}

/// What a worker said that the protocol does not allow.
struct ProtocolBreach: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// A line that a worker wrote while a block was in play.
enum WorkerLine {
  /// Some of the answers, which were taken in.
  case results
  case alive
  /// A binary frame of so many bytes follows.
  case frame(count: Int, length: Int, bytes: Int)

  /// Reads a line, and takes its answers in.
  ///
  /// - Parameter line: Without its end.
  /// - Throws: `ProtocolBreach`; of such a line no answer counts.
  init(_ line: UnsafeBufferPointer<UInt8>, into answers: inout BlockAnswers) throws {
    self = try answers.takingAll { try WorkerLine(reading: line, into: &$0) }
  }

  private init(reading line: UnsafeBufferPointer<UInt8>, into answers: inout BlockAnswers) throws {
    var scanner = JSONScanner(line)
    var (type, id) = ("", Int?.none)
    var (count, length, bytes) = (Int?.none, Int?.none, Int?.none)
    try scanner.object { key, scanner in
      switch key {
      case "type": type = try scanner.string()
      case "id": id = try scanner.integer()
      case "outputs": try scanner.outputs(into: &answers)
      case "count": count = try scanner.integer()
      case "length": length = try scanner.integer()
      case "bytes": bytes = try scanner.integer()
      default: try scanner.skipValue()
      }
    }
    try scanner.end()
    if type == "alive" {
      guard !answers.hasTakenAny else { throw ProtocolBreach("gave outputs in a line that says it is alive") }
      self = .alive
      return
    }
    guard type == "results" || type == "frame" else {
      throw ProtocolBreach("wrote a line of type '\(type.prefix(40))' where results were due")
    }
    guard id == answers.block else {
      throw ProtocolBreach("answered block \(id.map(String.init) ?? "none") when asked for block \(answers.block)")
    }
    guard type == "frame" else {
      self = .results
      return
    }
    guard let count, let length, let bytes, count >= 0, length == answers.kind.length,
      count <= answers.outputs.count, bytes == count * 8 * (1 + length)
    else {
      throw ProtocolBreach("announced a frame whose count, length and bytes do not fit its hello and each other")
    }
    self = .frame(count: count, length: length, bytes: bytes)
  }
}

extension OutputKind {
  /// How many numbers an output is; nil for texts.
  var length: Int? {
    switch self {
    case .number: 1
    case .vector(let length): length
    case .text: nil
    }
  }

  /// In words, for a complaint.
  var words: String {
    switch self {
    case .number: "a number"
    case .vector(let length): "a vector of \(length) numbers"
    case .text: "a text"
    }
  }
}

/// Reads JSON once, from front to back, without making what is not asked for.
struct JSONScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private mutating func next() -> UInt8? {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0d else { return byte }
      position += 1
    }
    return nil
  }

  private func breach(_ expected: String) -> ProtocolBreach {
    let rest = bytes[min(position, bytes.count)..<min(position + 40, bytes.count)]
    let found = rest.isEmpty ? "the end of the line" : "'\(printable(rest))'"
    return ProtocolBreach("wrote \(found) where \(expected) was due")
  }

  private mutating func expect(_ character: Character) throws {
    guard next() == character.asciiValue else { throw breach("'\(character)'") }
    position += 1
  }

  private mutating func skip(_ character: Character) -> Bool {
    guard next() == character.asciiValue else { return false }
    position += 1
    return true
  }

  mutating func end() throws {
    if next() != nil { throw breach("the end of the line") }
  }

  /// An object, each value read by `read`.
  mutating func object(_ read: (String, inout JSONScanner) throws -> Void) throws {
    try expect("{")
    if skip("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try read(key, &self)
    } while skip(",")
    try expect("}")
  }

  /// A list, each item read by `read`.
  private mutating func list(_ read: (inout JSONScanner) throws -> Void) throws {
    try expect("[")
    if skip("]") { return }
    repeat { try read(&self) } while skip(",")
    try expect("]")
  }

  /// The bytes of a string with its quotation marks.
  private mutating func quoted() throws -> Range<Int> {
    guard next() == 0x22 else { throw breach("a string") }
    let start = position
    position += 1
    while position < bytes.count, bytes[position] != 0x22 {
      position += bytes[position] == 0x5c ? 2 : 1
    }
    guard position < bytes.count else { throw breach("the end of a string") }
    position += 1
    return start..<position
  }

  mutating func string() throws -> String {
    let range = try quoted()
    let text = UnsafeBufferPointer(rebasing: bytes[range.lowerBound + 1..<range.upperBound - 1])
    if !text.contains(0x5c) {
      guard let string = String(validating: text, as: UTF8.self) else { throw breach("a string in UTF-8") }
      return string
    }
    guard let string = try? JSONDecoder().decode(String.self, from: Data(bytes[range])) else {
      throw breach("a string")
    }
    return string
  }

  mutating func integer() throws -> Int {
    _ = next()
    let start = position
    let isNegative = position < bytes.count && bytes[position] == 0x2d
    if isNegative { position += 1 }
    var value = 0
    let digits = position
    while position < bytes.count, case let digit = bytes[position] &- 0x30, digit < 10 {
      guard position - digits < 18 else { throw breach("a smaller whole number") }
      value = value * 10 + Int(digit)
      position += 1
    }
    guard position > digits else {
      position = start
      throw breach("a whole number")
    }
    return isNegative ? -value : value
  }

  private static let powersOfTen = (0...22).map { pow(10, Double($0)) }

  /// A number, or one of the words for what JSON has no number for, with quotation marks or without.
  private mutating func number() throws -> Double {
    guard let first = next() else { throw breach("a number") }
    if first == 0x22 || first == 0x4e || first == 0x49 { return try word() }
    let start = position
    var (digits, scale, count) = (UInt64(0), 0, 0)
    var isNegative = false
    if first == 0x2d {
      isNegative = true
      position += 1
      if position < bytes.count, bytes[position] == 0x49 {
        position = start
        return try word()
      }
    }
    var (hasPoint, hasDigit) = (false, false)
    while position < bytes.count {
      let byte = bytes[position]
      if byte &- 0x30 < 10 {
        hasDigit = true
        if digits > 0 || byte != 0x30 { count += 1 }
        if count <= 19 { digits = digits &* 10 &+ UInt64(byte &- 0x30) }
        if hasPoint { scale -= 1 }
      } else if byte == 0x2e, !hasPoint {
        hasPoint = true
      } else {
        break
      }
      position += 1
    }
    guard hasDigit, bytes[position - 1] != 0x2e else {
      position = start
      throw breach("a number")
    }
    let hasExponent = position < bytes.count && bytes[position] | 0x20 == 0x65
    if !hasExponent, count <= 19, digits <= 1 << 53, scale >= -22 {
      // Both are exact, so that one division rounds once.
      let value = Double(digits) / Self.powersOfTen[-scale]
      return isNegative ? -value : value
    }
    while position < bytes.count, isPartOfNumber(bytes[position]) { position += 1 }
    guard let value = longNumber(start..<position) else {
      position = start
      throw breach("a number")
    }
    return value
  }

  private func isPartOfNumber(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || byte == 0x2e || byte == 0x2b || byte == 0x2d || byte | 0x20 == 0x65
  }

  private func longNumber(_ range: Range<Int>) -> Double? {
    guard range.count < 400 else { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: range.count + 1) { text in
      for (index, byte) in bytes[range].enumerated() { text[index] = CChar(bitPattern: byte) }
      text[range.count] = 0
      guard let start = text.baseAddress else { return nil }
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(start, &end)
      return end == start + range.count ? value : nil
    }
  }

  private mutating func word() throws -> Double {
    let isQuoted = skip("\"")
    for (word, value) in [("NaN", Double.nan), ("Infinity", .infinity), ("-Infinity", -.infinity)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      if isQuoted { try expect("\"") }
      return value
    }
    throw breach("a number")
  }

  /// `[[trial, output], …]`.
  mutating func outputs(into answers: inout BlockAnswers) throws {
    try list { scanner in
      try scanner.expect("[")
      let trial = try scanner.integer()
      try scanner.expect(",")
      try answers.answer(trial, try scanner.output(answers.kind))
      try scanner.expect("]")
    }
  }

  private mutating func output(_ kind: OutputKind) throws -> ExternalOutput {
    if next() == 0x7b {
      var reason: String?
      try object { key, scanner in
        if key == "error" { reason = try scanner.string() } else { try scanner.skipValue() }
      }
      guard let reason else { throw ProtocolBreach("gave an object without an error for an output") }
      return .failed(String(reason.prefix(300)))
    }
    do {
      switch kind {
      case .number: return .number(try number())
      case .text: return .text(try string())
      case .vector(let length):
        var values: [Double] = []
        values.reserveCapacity(length)
        try list { values.append(try $0.number()) }
        guard values.count == length else {
          throw ProtocolBreach("gave a list of \(values.count) where its hello says \(kind.words)")
        }
        return .vector(values)
      }
    } catch let error as ProtocolBreach {
      throw ProtocolBreach("\(error); its hello says that outputs are \(kind.words)")
    }
  }

  private static let deepestNesting = 64

  /// - Parameter depth: How many lists and objects it stands in.
  mutating func skipValue(depth: Int = 0) throws {
    guard depth < Self.deepestNesting else { throw breach("a value that is nested less deeply") }
    switch next() {
    case 0x7b: try object { _, scanner in try scanner.skipValue(depth: depth + 1) }
    case 0x5b: try list { try $0.skipValue(depth: depth + 1) }
    case 0x22: _ = try quoted()
    case 0x74, 0x66, 0x6e:
      let word = bytes[position...].prefix { (0x61...0x7a).contains($0) }
      guard ["true", "false", "null"].contains(String(decoding: word, as: UTF8.self)) else {
        throw breach("a value")
      }
      position += word.count
    default: _ = try number()
    }
  }
}

/// What a person can read of some bytes.
func printable(_ bytes: some Sequence<UInt8>) -> String {
  String(bytes.map { (0x20..<0x7f).contains($0) ? Character(UnicodeScalar($0)) : "?" })
}

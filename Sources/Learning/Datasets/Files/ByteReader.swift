/// A cursor over the bytes of a file that refuses to run past their end.
struct ByteReader {
  let file: DatasetFile
  private(set) var position: Int

  /// - Parameter position: The first byte to read; at or before the end of the file.
  init(_ file: DatasetFile, from position: Int = 0) {
    precondition((0...file.bytes.count).contains(position), "byte \(position) is not in \(file.name)")
    (self.file, self.position) = (file, position)
  }

  var remaining: Int { file.bytes.count - position }

  /// Takes the next `count` bytes; `what` names them in the error.
  mutating func take(_ count: Int, _ what: String) throws -> ArraySlice<UInt8> {
    guard count <= remaining else {
      throw file.malformed(
        byte: position, what, allowed: "\(inBytes(count)) long",
        got: "\(inBytes(remaining)) before the end of the file",
        remedy: "the file is cut short")
    }
    defer { position += count }
    return file.bytes[position..<position + count]
  }

  /// An unsigned integer of at most four bytes, least significant first.
  mutating func littleEndian(width: Int, _ what: String) throws -> Int {
    try take(width, what).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// An unsigned integer of at most four bytes, most significant first.
  mutating func bigEndian(width: Int, _ what: String) throws -> Int {
    try take(width, what).reduce(0) { $0 << 8 | Int($1) }
  }
}

extension Dataset {
  /// A pair of IDX files, the format of MNIST: examples (n, …) and labels (n). Pixels stay 0 … 255.
  ///
  /// - Throws: `DatasetError.malformed` at the first byte that does not fit.
  package static func idx(images: DatasetFile, labels: DatasetFile) throws -> Dataset {
    try Dataset(features: StoredArray(idx: images), labels: StoredArray(idx: labels))
  }
}

extension StoredArray {
  /// Reads the header of an IDX file: two zero bytes, one that names the type, one with the number of axes, then the
  /// length of each axis as a 32-bit integer. All numbers are big-endian.
  init(idx file: DatasetFile) throws {
    var reader = ByteReader(file)
    let zeros = try reader.take(2, "the first half of the magic number")
    guard zeros.allSatisfy({ $0 == 0 }) else {
      throw file.malformed(
        byte: 0, "an IDX file", allowed: "one that begins with two zero bytes", got: hexadecimal(zeros),
        remedy: file.gzipRemedy)
    }
    let type = try reader.bigEndian(width: 1, "the type of the numbers")
    let format: NumberFormat
    switch type {
    case 0x08: format = NumberFormat(kind: .unsigned, width: 1, order: .big)
    case 0x09: format = NumberFormat(kind: .signed, width: 1, order: .big)
    case 0x0b: format = NumberFormat(kind: .signed, width: 2, order: .big)
    case 0x0c: format = NumberFormat(kind: .signed, width: 4, order: .big)
    case 0x0d: format = NumberFormat(kind: .floating, width: 4, order: .big)
    case 0x0e: format = NumberFormat(kind: .floating, width: 8, order: .big)
    default:
      throw file.malformed(
        byte: 2, "the type of the numbers", allowed: "one of 08, 09, 0b, 0c, 0d and 0e in hexadecimal",
        got: hexadecimal([UInt8(type)]))
    }
    let axes = try reader.bigEndian(width: 1, "the number of axes")
    let shape = try (0..<axes).map { try reader.bigEndian(width: 4, "the length of axis \($0)") }
    try self.init(file: file, offset: reader.position, format: format, shape: shape)
  }
}

/// Bytes as pairs of hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}

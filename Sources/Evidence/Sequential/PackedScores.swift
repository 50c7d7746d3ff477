internal import Foundation

/// Scores in the order of their pairs, written as the Base64 text of their little-endian bits: exact, infinities too.
struct PackedScores: Hashable, Sendable {
  var values: [Double] = []
}

extension PackedScores: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let bytes = [UInt8](try container.decode(Data.self))
    guard bytes.count.isMultiple(of: 8) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "packed scores have 8 bytes each, got \(bytes.count) bytes")
    }
    values = stride(from: 0, to: bytes.count, by: 8).map { start in
      Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) })
    }
    guard !values.contains(where: \.isNaN) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a score is a number, not NaN")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      Data(values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) } }))
  }
}

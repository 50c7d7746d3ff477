internal import NumericalCore

extension Dataset {
  /// The 64-bit FNV-1a hash of the content.
  ///
  /// It runs over the bytes, least significant first, of the number of examples, of features and of classes as 64-bit
  /// integers, of the features row after row as IEEE 754 single precision, and of the labels as 32-bit integers. Two
  /// reports with equal fingerprints were made on equal data unless somebody took pains: it guards against accident,
  /// not against malice.
  ///
  /// - Reference: Fowler, Noll, Vo and Eastlake, "The FNV Non-Cryptographic Hash Algorithm", RFC 9923.
  package var fingerprint: UInt64 {
    var hash = FNV1a()
    for side in [count, featureCount, classes] {
      hash.combine(UInt32(truncatingIfNeeded: side))
      hash.combine(UInt32(truncatingIfNeeded: side >> 32))
    }
    features.elements.withUnsafeBufferPointer { for element in $0 { hash.combine(element.bitPattern) } }
    labels.withUnsafeBufferPointer { for label in $0 { hash.combine(UInt32(bitPattern: label)) } }
    return hash.value
  }
}

/// The state of a 64-bit FNV-1a hash.
package struct FNV1a: Sendable {
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package mutating func combine(byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  /// Takes in the four bytes of `word`, least significant first.
  mutating func combine(_ word: UInt32) {
    combine(byte: UInt8(truncatingIfNeeded: word))
    combine(byte: UInt8(truncatingIfNeeded: word >> 8))
    combine(byte: UInt8(truncatingIfNeeded: word >> 16))
    combine(byte: UInt8(truncatingIfNeeded: word >> 24))
  }
}

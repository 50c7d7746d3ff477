/// How the numbers of an array lie in a binary file.
struct NumberFormat: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case boolean, unsigned, signed, floating }
  enum ByteOrder: Hashable, Sendable { case little, big }

  let kind: Kind
  /// Bytes of one number.
  let width: Int
  let order: ByteOrder

  /// The `count` numbers that begin at byte `offset`, through double precision.
  ///
  /// The caller has seen to it that they lie within `bytes`. 64-bit integers beyond 2⁵³ are rounded.
  func values<Value>(
    in bytes: [UInt8], at offset: Int, count: Int, _ convert: (Double) -> Value
  ) -> [Value] {
    precondition(offset + count * width <= bytes.count, "\(count) numbers at byte \(offset) run past the end")
    func words<Word: FixedWidthInteger>(_ type: Word.Type, _ value: (Word) -> Double) -> [Value] {
      bytes.withUnsafeBytes { raw in
        (0..<count).map { index in
          let word = raw.loadUnaligned(fromByteOffset: offset + index * width, as: Word.self)
          return convert(value(order == .little ? Word(littleEndian: word) : Word(bigEndian: word)))
        }
      }
    }
    switch (kind, width) {
    case (.boolean, _): return words(UInt8.self) { $0 == 0 ? 0 : 1 }
    case (.unsigned, 1): return words(UInt8.self) { Double($0) }
    case (.unsigned, 2): return words(UInt16.self) { Double($0) }
    case (.unsigned, 4): return words(UInt32.self) { Double($0) }
    case (.unsigned, _): return words(UInt64.self) { Double($0) }
    case (.signed, 1): return words(Int8.self) { Double($0) }
    case (.signed, 2): return words(Int16.self) { Double($0) }
    case (.signed, 4): return words(Int32.self) { Double($0) }
    case (.signed, _): return words(Int64.self) { Double($0) }
    case (.floating, 4): return words(UInt32.self) { Double(Float(bitPattern: $0)) }
    case (.floating, _): return words(UInt64.self) { Double(bitPattern: $0) }
    }
  }
}

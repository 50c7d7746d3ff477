/// The counter-based generator Philox4x32-10: four 32-bit words, a pure function of counter and key.
///
/// - Reference: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011, section 3.3,
///   doi:10.1145/2063384.2063405. Tests hold it to the known-answer vectors of its authors' Random123 library.
package enum Philox4x32 {
  package typealias Counter = SIMD4<UInt32>
  package typealias Key = SIMD2<UInt32>

  @inlinable
  package static func block(_ counter: Counter, key: Key) -> Counter {
    var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let product0 = UInt64(0xD251_1F53) * UInt64(c0)
      let product1 = UInt64(0xCD9E_8D57) * UInt64(c2)
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: product1 >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: product1),
        UInt32(truncatingIfNeeded: product0 >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: product0)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return Counter(c0, c1, c2, c3)
  }
}

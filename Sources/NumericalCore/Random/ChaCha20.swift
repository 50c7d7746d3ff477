internal import CKernels

/// The stream cipher ChaCha20, as a generator of words that nobody without the key can tell from random ones.
///
/// - Reference: RFC 8439, section 2.3. Tests hold it to the vectors of section 2.3.2 and appendix A.1.
package enum ChaCha20 {
  /// 256 bits; the words are little-endian.
  package struct Key: Sendable {
    package let words: SIMD8<UInt32>

    package init(words: SIMD8<UInt32>) { self.words = words }

    /// A key from the operating system's generator, which waits at boot until it has been seeded.
    package static func fromOperatingSystem() throws(EntropyError) -> Key {
      var words = SIMD8<UInt32>()
      let code = withUnsafeMutableBytes(of: &words) { ckernels_entropy($0.baseAddress, $0.count) }
      guard code == 0 else { throw EntropyError(code: code) }
      return Key(words: words)
    }
  }

  /// The sixteen words of each of the blocks counter ..< counter + 16.
  package static func blocks(
    key: Key, nonce: SIMD3<UInt32>, counter: UInt32, instructionSet: InstructionSet = .best
  ) -> [[UInt32]] {
    let words = [UInt32](unsafeUninitializedCapacity: 256) { words, count in
      withUnsafePointer(to: cipher(key: key, nonce: nonce)) {
        ckernels_chacha20(words.baseAddress, counter, $0, instructionSet.kernelLevel)
      }
      count = 256
    }
    return (0..<16).map { block in (0..<16).map { words[16 * $0 + block] } }
  }

  static func cipher(key: Key, nonce: SIMD3<UInt32>) -> CKernelsCipher {
    let k = key.words
    return CKernelsCipher(key: (k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7]), nonce: (nonce.x, nonce.y, nonce.z))
  }
}

/// The operating system gave no random bytes.
package struct EntropyError: Error, Hashable, CustomStringConvertible {
  /// The error number of `getrandom`.
  package let code: Int32

  package var description: String {
    "the operating system gave no random bytes for secure noise (getrandom failed with error \(code))"
  }
}

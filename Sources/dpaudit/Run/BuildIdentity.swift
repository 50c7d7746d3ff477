internal import Foundation

/// Sixteen hexadecimal digits that tell this executable from any other build: a hash of all of its bytes.
///
/// The version cannot do this: an edit of the trainer leaves it as it is. Nor can the linker's build note, which not
/// every linker writes.
///
/// - Throws: A file system error when the executable cannot be read.
func buildIdentity() throws -> String { try contentIdentity(of: URL(filePath: "/proc/self/exe")) }

/// Sixteen hexadecimal digits that tell what is in this file from anything else.
///
/// - Throws: A file system error when it cannot be read.
func contentIdentity(of file: URL) throws -> String {
  let hash = String(try Data(contentsOf: file, options: .alwaysMapped).withUnsafeBytes(wordHash), radix: 16)
  return String(repeating: "0", count: 16 - hash.count) + hash
}

/// FNV-1a by words of eight bytes in place of bytes, with the high half folded back into the low one after each, since
/// a product carries upwards only. Each step is a bijection, so a change within one word always shows.
private func wordHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  func mix(_ word: UInt64) {
    hash = (hash ^ word) &* 0x100_0000_01b3
    hash ^= hash >> 32
  }
  let words = bytes.count / 8
  for index in 0..<words {
    mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
  }
  for byte in bytes[(8 * words)...] { mix(UInt64(byte)) }
  mix(UInt64(bytes.count))
  return hash
}

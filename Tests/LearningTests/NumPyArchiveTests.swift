import Learning
import Testing

@Suite("NumPy archives") struct NumPyArchiveTests {
  @Test("made by NumPy have the values that it wrote", arguments: ["stored", "deflated"])
  func matchesNumPy(name: String) throws {
    let archived = try Dataset.numpyArchive(vector("numpy-\(name).npz"), features: "x", labels: "y")
    let separate = try Dataset.numpy(features: vector("numpy-f4.npy"), labels: vector("numpy-labels.npy"))
    #expect(archived == separate)
  }

  @Test("name the arrays that they have") func missingArray() {
    #expect(
      message { try .numpyArchive(vector("numpy-stored.npz"), features: "images", labels: "y") }
        == "numpy-stored.npz: the array 'images' must be in the archive, got the arrays 'x', 'y'")
  }

  @Test(
    "cut short anywhere or with any byte changed never crash nor load other values",
    arguments: [
      "stored", "deflated",
    ])
  func damage(name: String) throws {
    let whole = try vector("numpy-\(name).npz")
    let intact = try Dataset.numpyArchive(whole, features: "x", labels: "y")
    for count in 0..<whole.bytes.count {
      #expect(throws: DatasetError.self) {
        try Dataset.numpyArchive(whole.cut(to: count), features: "x", labels: "y")
      }
      for byte in [0, 1, 0x7f, 0x80, 0xff] as [UInt8] {
        do {
          #expect(try Dataset.numpyArchive(whole.with(byte, at: count), features: "x", labels: "y") == intact)
        } catch {
          #expect(error is DatasetError)
        }
      }
    }
  }

  /// A zip archive of one stored or deflated member, written by hand.
  static func archive(
    _ packed: [UInt8], method: UInt16 = 0, flags: UInt16 = 0, checksum: UInt32, size: UInt32,
    compressedSize: UInt32? = nil
  ) -> DatasetFile {
    let compressedSize = compressedSize ?? UInt32(packed.count)
    let common = littleEndian([20, flags, method, 0, 0]) + littleEndian([checksum, compressedSize, size])
    let local = Array("PK\u{3}\u{4}".utf8) + common + littleEndian([5, 0] as [UInt16]) + Array("x.npy".utf8)
    let entry =
      Array("PK\u{1}\u{2}".utf8) + littleEndian([20] as [UInt16]) + common
      + littleEndian([5, 0, 0, 0, 0] as [UInt16]) + littleEndian([0, 0] as [UInt32]) + Array("x.npy".utf8)
    let directory = UInt32(local.count + packed.count)
    let end =
      Array("PK\u{5}\u{6}".utf8) + littleEndian([0, 0, 1, 1] as [UInt16])
      + littleEndian([UInt32(entry.count), directory]) + littleEndian([0] as [UInt16])
    return DatasetFile(name: "a.npz", bytes: local + packed + entry + end)
  }

  /// "123456789" has the CRC-32 cbf43926, the check value in every catalogue of checksums.
  static let digits = Array("123456789".utf8)
  /// The same as one stored block of a deflate stream: final, uncompressed, length 9 and its complement.
  static let deflated: [UInt8] = [0x01, 0x09, 0x00, 0xf6, 0xff] + digits
  static let damaged = "; the file is damaged"

  static let defects: [(file: DatasetFile, message: String)] = [
    // A sound archive gets as far as the array in it.
    (
      archive(digits, checksum: 0xcbf4_3926, size: 9),
      "a.npz[x], byte 0: a NumPy array file must be one that begins with 93 4e 55 4d 50 59, got 31 32 33 34 35 36"
    ),
    (
      archive(deflated, method: 8, checksum: 0xcbf4_3926, size: 9),
      "a.npz[x], byte 0: a NumPy array file must be one that begins with 93 4e 55 4d 50 59, got 31 32 33 34 35 36"
    ),
    (
      archive(digits, checksum: 0xcbf4_3927, size: 9),
      "a.npz, byte 35: the member 'x.npy' must be of CRC-32 cbf43927, got cbf43926" + damaged
    ),
    (
      archive(deflated, method: 8, checksum: 0, size: 9),
      "a.npz, byte 35: the member 'x.npy' must be of CRC-32 0, got cbf43926" + damaged
    ),
    (
      archive(deflated, method: 8, checksum: 0xcbf4_3926, size: 8),
      "a.npz, byte 35: the compressed member must be a deflate stream of 8 bytes, got a broken stream (zlib status -5)"
        + damaged
    ),
    (
      archive(deflated, method: 8, checksum: 0xcbf4_3926, size: 10),
      "a.npz, byte 35: the compressed member must be a deflate stream of 10 bytes, got 9 bytes" + damaged
    ),
    (
      archive(digits, method: 8, checksum: 0xcbf4_3926, size: 9),
      "a.npz, byte 35: the compressed member must be a deflate stream of 9 bytes, got a broken stream (zlib status -3)"
        + damaged
    ),
    (
      archive(deflated, method: 8, checksum: 0, size: 4_000_000_000),
      "a.npz, byte 35: the compressed member must be a deflate stream of 4000000000 bytes, got 14 bytes, too few for it"
        + damaged
    ),
    (
      archive(digits, checksum: 0, size: 10),
      "a.npz, byte 54: the compression of 'x.npy' must be 0 (stored) with equal sizes or 8 (deflated), got 0 with 9 "
        + "bytes for 10"
    ),
    (
      archive(digits, method: 12, checksum: 0, size: 9),
      "a.npz, byte 54: the compression of 'x.npy' must be 0 (stored) with equal sizes or 8 (deflated), got 12 with 9 "
        + "bytes for 9"
    ),
    (
      archive(digits, flags: 1, checksum: 0, size: 9),
      "a.npz, byte 52: the member 'x.npy' must be unencrypted, got encrypted"
    ),
    (
      archive(digits, checksum: 0, size: 9, compressedSize: 4_000_000_000),
      "a.npz, byte 35: the member 'x.npy' must be 4000000000 bytes long, got 82 bytes before the end of the file; the "
        + "file is cut short"
    ),
    (
      archive(digits, checksum: 0, size: .max),
      "a.npz, byte 44: the archive must be below 4 GiB, with fewer than 65535 members, got the zip64 extension; save "
        + "the arrays as separate .npy files"
    ),
    (
      DatasetFile(name: "a.npz", bytes: digits),
      "a.npz: a NumPy archive must be a zip archive that ends in its directory, got none at the end of the file; the "
        + "file may be cut short"
    ),
    (
      DatasetFile(name: "a.npz", bytes: [0x93] + Array("NUMPY".utf8)),
      "a.npz: a NumPy archive must be a zip archive that ends in its directory, got none at the end of the file; it "
        + "looks like a single array: read it with format: npy"
    ),
  ]

  @Test("say what is wrong and at which byte", arguments: defects)
  func refusals(defect: (file: DatasetFile, message: String)) {
    #expect(message { try .numpyArchive(defect.file, features: "x", labels: "x") } == defect.message)
  }
}

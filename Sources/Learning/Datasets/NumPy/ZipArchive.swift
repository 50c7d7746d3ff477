/// The members of a zip archive, as far as NumPy writes them: stored or deflated, without zip64.
///
/// - Reference: PKWARE, ".ZIP File Format Specification", APPNOTE.TXT, version 6.3.10, sections 4.3.7, 4.3.12 and
///   4.3.16.
struct ZipArchive {
  struct Member: Hashable {
    let name: String
    /// Where its entry in the directory begins.
    let entry: Int
    let isEncrypted: Bool
    let method: Int
    let checksum: Int
    let compressedSize: Int
    let size: Int
    /// Where its own header begins.
    let header: Int
  }

  let file: DatasetFile
  let members: [Member]

  /// Reads the directory at the end of the archive.
  init(_ file: DatasetFile) throws {
    self.file = file
    let end = try Self.endOfDirectory(in: file)
    var reader = ByteReader(file, from: end)
    _ = try reader.take(10, "the end of the directory")
    let count = try reader.littleEndian(width: 2, "the number of members")
    _ = try reader.take(4, "the size of the directory")
    let start = try reader.littleEndian(width: 4, "the offset of the directory")
    guard count < 0xffff, start < 0xffff_ffff else { throw Self.zip64(in: file, at: end) }
    guard start <= end else {
      throw file.malformed(
        byte: end + 16, "the offset of the directory", allowed: "before its end at \(end)", got: "\(start)")
    }
    var directory = ByteReader(file, from: start)
    members = try (0..<count).map { _ in try Self.member(&directory) }
  }

  /// The checked and unpacked bytes of a member.
  func contents(of member: Member) throws -> [UInt8] {
    guard !member.isEncrypted else {
      throw file.malformed(
        byte: member.entry + 8, "the member \(quoted(member.name.utf8))", allowed: "unencrypted", got: "encrypted")
    }
    guard member.header <= file.bytes.count else {
      throw file.malformed(
        byte: member.entry + 42, "the offset of \(quoted(member.name.utf8))",
        allowed: "within the file of \(file.bytes.count) bytes", got: "\(member.header)")
    }
    var reader = ByteReader(file, from: member.header)
    try Self.requireSignature(0x0403_4b50, "the header of \(quoted(member.name.utf8))", &reader)
    _ = try reader.take(22, "the header of a member")
    let nameLength = try reader.littleEndian(width: 2, "the length of a name")
    let extraLength = try reader.littleEndian(width: 2, "the length of an extra field")
    _ = try reader.take(nameLength + extraLength, "the name and extra field of a member")
    let start = reader.position
    let packed = try reader.take(member.compressedSize, "the member \(quoted(member.name.utf8))")
    let bytes: [UInt8]
    switch member.method {
    case 0 where member.size == member.compressedSize: bytes = Array(packed)
    case 8: bytes = try inflated(packed, to: member.size, in: file)
    default:
      throw file.malformed(
        byte: member.entry + 10, "the compression of \(quoted(member.name.utf8))",
        allowed: "0 (stored) with equal sizes or 8 (deflated)",
        got: "\(member.method) with \(member.compressedSize) bytes for \(member.size)")
    }
    let checksum = crc32(of: bytes)
    guard checksum == member.checksum else {
      throw file.malformed(
        byte: start, "the member \(quoted(member.name.utf8))",
        allowed: "of CRC-32 \(String(member.checksum, radix: 16))", got: String(checksum, radix: 16),
        remedy: "the file is damaged")
    }
    return bytes
  }

  /// The last place where the end-of-directory record fits, its comment reaching to the end of the file.
  private static func endOfDirectory(in file: DatasetFile) throws -> Int {
    let bytes = file.bytes
    let last = bytes.count - 22
    for start in stride(from: last, through: max(0, last - 0xffff), by: -1)
    where bytes[start..<start + 4].elementsEqual([0x50, 0x4b, 0x05, 0x06])
      && Int(bytes[start + 20]) | Int(bytes[start + 21]) << 8 == last - start
    {
      return start
    }
    throw file.malformed(
      "a NumPy archive", allowed: "a zip archive that ends in its directory", got: "none at the end of the file",
      remedy: bytes.starts(with: [0x93])
        ? "it looks like a single array: read it with format: npy" : "the file may be cut short")
  }

  private static func member(_ reader: inout ByteReader) throws -> Member {
    let entry = reader.position
    try requireSignature(0x0201_4b50, "an entry of the directory", &reader)
    _ = try reader.take(4, "the version of a member")
    let flags = try reader.littleEndian(width: 2, "the flags of a member")
    let method = try reader.littleEndian(width: 2, "the compression of a member")
    _ = try reader.take(4, "the date of a member")
    let checksum = try reader.littleEndian(width: 4, "the checksum of a member")
    let compressedSize = try reader.littleEndian(width: 4, "the compressed size of a member")
    let size = try reader.littleEndian(width: 4, "the size of a member")
    let nameLength = try reader.littleEndian(width: 2, "the length of a name")
    let extraLength = try reader.littleEndian(width: 2, "the length of an extra field")
    let commentLength = try reader.littleEndian(width: 2, "the length of a comment")
    _ = try reader.take(8, "the attributes of a member")
    let header = try reader.littleEndian(width: 4, "the offset of a member")
    let name = String(decoding: try reader.take(nameLength, "the name of a member"), as: UTF8.self)
    _ = try reader.take(extraLength + commentLength, "the extra field and comment of a member")
    guard compressedSize < 0xffff_ffff, size < 0xffff_ffff, header < 0xffff_ffff else {
      throw zip64(in: reader.file, at: entry)
    }
    return Member(
      name: name, entry: entry, isEncrypted: flags & 1 == 1, method: method, checksum: checksum,
      compressedSize: compressedSize, size: size, header: header)
  }

  private static func requireSignature(_ signature: Int, _ what: String, _ reader: inout ByteReader) throws {
    let start = reader.position
    let found = try reader.littleEndian(width: 4, what)
    guard found == signature else {
      throw reader.file.malformed(
        byte: start, what, allowed: "marked by \(String(signature, radix: 16))", got: String(found, radix: 16),
        remedy: "the file is damaged")
    }
  }

  private static func zip64(in file: DatasetFile, at byte: Int) -> DatasetError {
    file.malformed(
      byte: byte, "the archive", allowed: "below 4 GiB, with fewer than 65535 members", got: "the zip64 extension",
      remedy: "save the arrays as separate .npy files")
  }
}

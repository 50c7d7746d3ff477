internal import CZlib

/// The bytes that `packed` is the raw deflate stream of, which must be `size` many.
///
/// - Throws: `DatasetError.malformed` at the first byte of `packed`.
func inflated(_ packed: ArraySlice<UInt8>, to size: Int, in file: DatasetFile) throws -> [UInt8] {
  func defect(_ got: String) -> DatasetError {
    file.malformed(
      byte: packed.startIndex, "the compressed member", allowed: "a deflate stream of \(inBytes(size))", got: got,
      remedy: "the file is damaged")
  }
  // Deflate makes at most 1032 bytes of one: a larger size is a lie, and is not allocated for.
  guard size <= 1032 * packed.count else { throw defect("\(inBytes(packed.count)), too few for it") }
  var status = Z_DATA_ERROR
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    packed.withUnsafeBufferPointer { source in
      var stream = z_stream()
      // zlib declares its input mutable and does not write to it. Sizes of both are below 4 GiB in a zip archive.
      stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      stream.avail_in = UInt32(source.count)
      stream.next_out = buffer.baseAddress
      stream.avail_out = UInt32(size)
      // Negative window bits: no zlib header. inflateInit2 is a macro, which Swift does not see.
      status = inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard status == Z_OK else { return }
      status = inflate(&stream, Z_FINISH)
      count = size - Int(stream.avail_out)
      inflateEnd(&stream)
    }
  }
  guard status == Z_STREAM_END else { throw defect("a broken stream (zlib status \(status))") }
  guard bytes.count == size else { throw defect("\(inBytes(bytes.count))") }
  return bytes
}

/// The CRC-32 that zip archives use.
func crc32(of bytes: [UInt8]) -> Int {
  bytes.withUnsafeBufferPointer { Int(crc32_z(0, $0.baseAddress, $0.count)) }
}

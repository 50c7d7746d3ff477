internal import Foundation

/// The lines of a text file one after the other, of which no more than one and a block are in memory.
struct LineReader {
  private let name: String
  private let handle: FileHandle
  private var block: [UInt8] = []
  private var position = 0
  private(set) var line = 0

  /// A longer line is no line of scores.
  private static let longestLine = 1 << 20

  /// - Throws: `ScoreFileError` for a folder, a file that cannot be read, and one that is not text in UTF-8.
  init(_ url: URL, name: String) throws {
    self.name = name
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
      throw ScoreFileError(file: name, line: nil, what: "it", allowed: "a file", got: "a folder")
    }
    do {
      handle = try FileHandle(forReadingFrom: url)
    } catch {
      throw ScoreFileError(
        file: name, line: nil, what: "the file", allowed: "one that can be read", got: error.localizedDescription)
    }
    _ = try readBlock()
    if let format = otherFormat(of: block.prefix(4096)) {
      throw ScoreFileError(file: name, line: nil, what: "the file", allowed: "text in UTF-8", got: format)
    }
    let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    if block.starts(with: byteOrderMark) { position = byteOrderMark.count }
  }

  /// The next line without its end; nil after the last.
  mutating func next() throws -> ArraySlice<UInt8>? {
    while true {
      if let end = block[position...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        return take(upTo: end)
      }
      guard block.count - position <= Self.longestLine else {
        throw ScoreFileError(
          file: name, line: line + 1, what: "the line", allowed: "shorter than 1 MiB",
          got: "more than that; is this a text file?")
      }
      guard try readBlock() else {
        guard position < block.count else { return nil }
        defer { position = block.count }
        return take(upTo: block.count)
      }
    }
  }

  /// The next line that has more than blanks; nil after the last.
  mutating func nextNotBlank() throws -> ArraySlice<UInt8>? {
    while let line = try next() {
      if !line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { return line }
    }
    return nil
  }

  /// False at the end of the file.
  private mutating func readBlock() throws -> Bool {
    let more: Data?
    do {
      more = try handle.read(upToCount: 1 << 20)
    } catch {
      throw ScoreFileError(
        file: name, line: line + 1, what: "the file", allowed: "one that can be read", got: error.localizedDescription)
    }
    guard let more, !more.isEmpty else { return false }
    block.removeFirst(position)
    position = 0
    block.append(contentsOf: more)
    return true
  }

  private mutating func take(upTo end: Int) -> ArraySlice<UInt8> {
    line += 1
    let hasReturn = end > position && block[end - 1] == UInt8(ascii: "\r")
    return block[position..<(hasReturn ? end - 1 : end)]
  }
}

/// What a file that begins like this is instead of text in UTF-8; nil where it may be text.
private func otherFormat(of beginning: ArraySlice<UInt8>) -> String? {
  let formats: [(magic: [UInt8], name: String)] = [
    ([0x1f, 0x8b], "a gzip file; unpack it first"), (Array("PK".utf8) + [3, 4], "a zip archive; is it an .npz?"),
    ([0x93] + Array("NUMPY".utf8), "a NumPy array; is it an .npy?"),
    (Array("SQLite format 3".utf8), "an SQLite file; is it the .sqlite of a run?"),
    ([0xff, 0xfe], "UTF-16"), ([0xfe, 0xff], "UTF-16"),
  ]
  if let format = formats.first(where: { beginning.starts(with: $0.magic) }) { return format.name }
  return beginning.contains(0) ? "bytes of 0, which no text has" : nil
}

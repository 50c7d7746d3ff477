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

  init(_ url: URL, name: String) throws {
    self.name = name
    do {
      handle = try FileHandle(forReadingFrom: url)
    } catch {
      throw ScoreFileError(
        file: name, line: nil, what: "the file", allowed: "one that can be read", got: error.localizedDescription)
    }
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
      let more: Data?
      do {
        more = try handle.read(upToCount: 1 << 20)
      } catch {
        throw ScoreFileError(
          file: name, line: line + 1, what: "the file", allowed: "one that can be read", got: error.localizedDescription
        )
      }
      guard let more, !more.isEmpty else {
        guard position < block.count else { return nil }
        defer { position = block.count }
        return take(upTo: block.count)
      }
      block.removeFirst(position)
      position = 0
      block.append(contentsOf: more)
    }
  }

  private mutating func take(upTo end: Int) -> ArraySlice<UInt8> {
    line += 1
    let hasReturn = end > position && block[end - 1] == UInt8(ascii: "\r")
    return block[position..<(hasReturn ? end - 1 : end)]
  }
}

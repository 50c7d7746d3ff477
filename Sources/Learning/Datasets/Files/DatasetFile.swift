package import Foundation

/// The bytes of a file and the name it goes by in messages.
package struct DatasetFile: Sendable {
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    (self.name, self.bytes) = (name, bytes)
  }

  /// Reads the file at `path`, taken from `directory` unless it is absolute, and named as `path` says.
  ///
  /// - Throws: `DatasetError.unreadable`.
  package init(path: String, relativeTo directory: URL) throws {
    // Not URL(fileURLWithPath:relativeTo:), which starts from the parent of a directory without a slash at its end.
    let place = path.hasPrefix("/") ? URL(fileURLWithPath: path) : directory.appendingPathComponent(path)
    let url = place.standardizedFileURL.resolvingSymlinksInPath()
    let type = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
    guard let type else {
      let start = path.hasPrefix("/") ? "" : "; the path starts from \(directory.standardizedFileURL.path)"
      throw DatasetError.unreadable(file: path, reason: "there is no such file" + start)
    }
    guard type == .typeRegular else {
      throw DatasetError.unreadable(file: path, reason: "it is not a regular file")
    }
    do {
      // Not memory-mapped: a mapped file that is cut short while it is parsed kills the process. Nor at once as `Data`,
      // which would be there a second time while it is copied.
      let handle = try FileHandle(forReadingFrom: url)
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Int(try handle.seekToEnd()))
      try handle.seek(toOffset: 0)
      while let block = try handle.read(upToCount: 1 << 24), !block.isEmpty { bytes.append(contentsOf: block) }
      self.init(name: path, bytes: bytes)
    } catch {
      throw DatasetError.unreadable(file: path, reason: error.localizedDescription)
    }
  }

  /// An error at a byte of this file.
  func malformed(
    byte: Int? = nil, _ what: String, allowed: String, got: String, remedy: String? = nil
  ) -> DatasetError {
    .malformed(
      file: name, place: byte.map { .byte($0) }, what: what, allowed: allowed, got: got, remedy: remedy)
  }

  /// An error on a line of this file.
  func malformed(line: Int, _ what: String, allowed: String, got: String, remedy: String? = nil) -> DatasetError {
    .malformed(file: name, place: .line(line), what: what, allowed: allowed, got: got, remedy: remedy)
  }

  /// What follows when a file begins like something else.
  var gzipRemedy: String? {
    bytes.starts(with: [0x1f, 0x8b]) ? "the file is compressed: unpack it with gunzip" : nil
  }
}

/// A number of bytes in words.
func inBytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

/// Bytes from a file, fit to be quoted in a message: short, and without control characters.
func quoted(_ bytes: some Collection<UInt8>) -> String {
  let text = String(decoding: bytes.prefix(40), as: UTF8.self)
  var visible = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      visible += "\\u{\(String(scalar.value, radix: 16))}"
    default: visible.unicodeScalars.append(scalar)
    }
  }
  return "'\(visible)\(bytes.count > 40 ? "…" : "")'"
}

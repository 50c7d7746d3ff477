internal import Foundation

/// More than any specification; less than most data files, which are easily named by mistake.
private let largestFile = 1 << 20

/// The text of the file at `url`.
func readText(at url: URL) throws -> String {
  let file = url.relativePath
  func failure(_ sentence: String) -> SpecificationError {
    SpecificationError(file: file, line: nil, problem: .noSpecification(sentence))
  }

  var isDirectory: ObjCBool = false
  guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
    let hint = neighbour(of: url).map { "did you mean \($0)?" } ?? "check the path"
    throw failure("there is no such file; \(hint)")
  }
  guard !isDirectory.boolValue else {
    throw failure("this is a directory; name the YAML file in it")
  }
  guard let handle = try? FileHandle(forReadingFrom: url) else {
    throw failure("the file cannot be opened; check its permissions")
  }
  defer { try? handle.close() }
  let bytes: Data
  do {
    bytes = try handle.read(upToCount: largestFile + 1) ?? Data()
  } catch {
    throw failure("the file cannot be read: \(error.localizedDescription)")
  }
  guard bytes.count <= largestFile else {
    throw failure("the file has more than \(largestFile) bytes, too many for a specification; is it a data file?")
  }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw SpecificationError(
      file: file, line: firstLineNotUTF8(bytes),
      problem: .noSpecification("the text is not UTF-8; save the file in that encoding"))
  }
  return text
}

/// The YAML file beside `url` whose name is most like it, under the folder as written.
private func neighbour(of url: URL) -> String? {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
  let specifications = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
  guard let name = nearest(to: url.lastPathComponent, among: specifications.sorted()) else { return nil }
  let folder = url.relativePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
  return (folder + [name[...]]).joined(separator: "/")
}

/// The first line of `bytes` that is not UTF-8 on its own, from 1.
private func firstLineNotUTF8(_ bytes: Data) -> Int {
  let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  let index = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
  return (index ?? 0) + 1
}

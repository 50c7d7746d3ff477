import Foundation
import SpecificationReading
import Testing

@Suite("Files that hold no specification") struct FileErrorTests {
  private func complaint(about text: String) -> String? {
    do {
      _ = try readSpecification(text, named: "a.yaml")
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func complaint(aboutFileAt url: URL) -> String? {
    do {
      _ = try readSpecification(at: url)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "what is not YAML is refused with a line and advice",
    arguments: [
      ("seed: 1\n\tname: a\n", ""),
      ("seed: 1\nname: a: b\n", ""),
      ("seed: 1\nname a\nsteps: 3\n", ""),
      ("seed: 1\ndata: {format: csv\nclaim:\n", ""),
      ("seed: 1\ngame: [1, 2\n", ""),
      ("name: \"a\nseed: 1\n", ""),
      ("name: *b\n", ""),
      ("name: @b\n", ""),
      ("seed: 1\n  name: a\n", ""),
      ("mechanism:\n    kind: a\n  steps: 1\n", ""),
      ("seed: 1\nname: \"a\" b\n", ""),
      ("seed: 1\nname: \u{1}\n", ""),
      ("name: 5%\nseed: %1\n", ""),
      ("seed:1\nname:b\n", ""),
      ("seed: 1\n- a\n", ""),
      ("name: \"\\q\"\n", ""),
      ("seed: 1\n}\n", ""),
      ("name: !<a b\n", ""),
    ])
  func refusesBrokenYAML(text: String, expected: String) {
    #expect(complaint(about: text) == expected)
  }

  @Test(
    "a file without content, with several documents or without keys is refused",
    arguments: [
      (
        "", "a.yaml: there is nothing in this file but blanks and comments; begin with the seed and the mechanism"
      ),
      (
        "# seed: 1\n\n---\n",
        "a.yaml: there is nothing in this file but blanks and comments; begin with the seed and the mechanism"
      ),
      ("seed: 1\n---\nseed: 2\n", "a.yaml:3: a second document begins here; keep one audit in a file"),
      ("\n- seed: 1\n", "a.yaml:2: the specification must be a mapping of keys, got a list; begin with 'seed: 1'"),
      ("seed\n", "a.yaml:1: the specification must be a mapping of keys, got 'seed'; begin with 'seed: 1'"),
      ("{}", "a.yaml:1: seed is missing; it must be a whole number from 0 to 18446744073709551615"),
    ])
  func refusesEmptiness(text: String, expected: String) {
    #expect(complaint(about: text) == expected)
  }

  @Test("files that cannot be read are refused by name, with the likely remedy")
  func refusesUnreadableFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "specifications-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path
    try Data("seed: 1\nname: \u{FC}\n".unicodeScalars.map { UInt8($0.value) })
      .write(to: folder.appending(path: "latin.yaml"))
    try Data(repeating: UInt8(ascii: "#"), count: (1 << 20) + 1).write(to: folder.appending(path: "large.yaml"))

    #expect(complaint(aboutFileAt: folder) == "\(path): this is a directory; name the YAML file in it")
    #expect(
      complaint(aboutFileAt: folder.appending(path: "lating.yaml"))
        == "\(path)/lating.yaml: there is no such file; did you mean \(path)/latin.yaml?")
    #expect(
      complaint(aboutFileAt: folder.appending(path: "none/a.yaml"))
        == "\(path)/none/a.yaml: there is no such file; check the path")
    #expect(
      complaint(aboutFileAt: folder.appending(path: "latin.yaml"))
        == "\(path)/latin.yaml:2: the text is not UTF-8; save the file in that encoding")
    #expect(
      complaint(aboutFileAt: folder.appending(path: "large.yaml"))
        == "\(path)/large.yaml: the file has more than 1048576 bytes, too many for a specification; is it a data file?")
  }

  @Test("a relative path is shown as it was written")
  func showsPathAsWritten() {
    #expect(
      complaint(aboutFileAt: URL(fileURLWithPath: "no-such-folder/a.yaml"))
        == "no-such-folder/a.yaml: there is no such file; check the path")
  }
}

import Foundation
import SpecificationReading
import TestSupport
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
      (
        "seed: 1\n\tname: a\n", 2,
        "found a tab character that violates indentation while scanning a plain scalar that begins on line 1; "
          + "indent with spaces, not tabs"
      ),
      (
        "seed: 1\nname: a: b\n", 2,
        "mapping values are not allowed in this context; "
          + "check the indentation, and put text that holds a colon in quotes"
      ),
      (
        "seed: 1\n  name: a\n", 2,
        "mapping values are not allowed in this context; "
          + "check the indentation, and put text that holds a colon in quotes"
      ),
      (
        "seed: 1\nname a\nsteps: 3\n", 3,
        "could not find expected ':' while scanning a simple key that begins on line 2; "
          + "write 'key: value', with a colon and a blank after the key"
      ),
      (
        "seed: 1\ndata: {format: csv\nclaim:\n", 3,
        "did not find expected ',' or '}' while parsing a flow mapping that begins on line 2; "
          + "separate with commas, and close every bracket"
      ),
      (
        "seed: 1\ngame: [1, 2\n", 3,
        "did not find expected ',' or ']' while parsing a flow sequence that begins on line 2; "
          + "separate with commas, and close every bracket"
      ),
      (
        "name: \"a\nseed: 1\n", 3,
        "found unexpected end of stream while scanning a quoted scalar that begins on line 1; "
          + "close the quotes"
      ),
      (
        "name: *b\n", 1,
        "found undefined alias; define it above with &, or put text that begins with * in quotes"
      ),
      (
        "name: @b\n", 1,
        "found character that cannot start any token while scanning for the next token; "
          + "put text that begins with a special character in quotes"
      ),
      (
        "name: 5%\nseed: %1\n", 2,
        "found character that cannot start any token while scanning for the next token; "
          + "put text that begins with a special character in quotes"
      ),
      (
        "mechanism:\n    kind: a\n  steps: 1\n", 3,
        "did not find expected key while parsing a block mapping that begins on line 1; "
          + "give neighbouring keys the same indentation, and close quotes and brackets"
      ),
      (
        "seed: 1\n- a\n", 2,
        "did not find expected key while parsing a block mapping that begins on line 1; "
          + "give neighbouring keys the same indentation, and close quotes and brackets"
      ),
      (
        "name: \"\\q\"\n", 1,
        "found unknown escape character while parsing a quoted scalar; "
          + "use single quotes, which leave backslashes alone"
      ),
      (
        "seed: 1\nname: \u{1}\n", 2,
        "control characters are not allowed; remove them, or name a text file"
      ),
      (
        "name: !<a b\n", 1,
        "did not find the expected '>' while scanning a tag; "
          + "check indentation, colons, quotes and brackets"
      ),
    ])
  func refusesBrokenYAML(text: String, line: Int, expected: String) {
    #expect(complaint(about: text) == "a.yaml:\(line): this is not YAML: \(expected)")
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
      (
        "\n- seed: 1\n",
        "a.yaml:2: the specification must be a mapping of keys, got a list; write 'seed: 1', with a blank after each colon"
      ),
      (
        "seed\n",
        "a.yaml:1: the specification must be a mapping of keys, got 'seed'; write 'seed: 1', with a blank after each colon"
      ),
      ("{}", "a.yaml:1: seed is missing; it must be a whole number from 0 to 18446744073709551615"),
    ])
  func refusesEmptiness(text: String, expected: String) {
    #expect(complaint(about: text) == expected)
  }

  @Test("files that cannot be read are refused by name, with the likely remedy")
  func refusesUnreadableFiles() throws {
    try withTemporaryFolder { folder in
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
          == "\(path)/large.yaml: the file has more than 1048576 bytes, too many for a specification; is it a data file?"
      )
    }
  }

  @Test("a relative path is shown as it was written")
  func showsPathAsWritten() {
    #expect(
      complaint(aboutFileAt: URL(fileURLWithPath: "no-such-folder/a.yaml"))
        == "no-such-folder/a.yaml: there is no such file; check the path")
  }
}

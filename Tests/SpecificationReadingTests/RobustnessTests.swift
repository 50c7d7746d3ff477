import SpecificationReading
import Testing

@Suite("Robustness of reading") struct RobustnessTests {
  private static let examples = [
    Examples.dpSGD, Examples.gaussianSum,
    Examples.training(on: "{format: gaussian-blobs, examples: 9, features: 3, classes: 2, spread: 0.5}"),
    Examples.training(on: "{format: cifar10, files: [a, b], scale: 1, examples: 3}"),
  ]

  private static let nastyValues = [
    "\"\"", "null", "", "~", "[]", "{}", "[[]]", "{a: 1}", "-1", "0", ".nan", ".inf", "-.inf", "1e400", "1e-400",
    "text",
    "99999999999999999999", "-99999999999999999999", "9223372036854775807", "9007199254740993.0", "0x", "1__0", "yes",
    "!!binary x", "!odd 1", "&a 1", "*a", "'", "\"", "|", "@", "%", "\t", "\u{0}", "\u{1F980}", "a: b",
  ]

  /// Reads or complains properly.
  private func probe(_ text: String) -> Bool {
    do {
      _ = try readSpecification(text, named: "some/file.yaml")
      return true
    } catch let error as SpecificationError {
      let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
      let line = error.line ?? 0
      let isPlaced = error.file == "some/file.yaml" && (1...lines).contains(line)
      let isWorded = error.description.hasPrefix("some/file.yaml:\(line): ") && !error.description.contains("\n")
      return isPlaced && isWorded
    } catch {
      return false
    }
  }

  /// The ranges of words: keys, scalars and parts of them.
  private func words(of text: String) -> [Range<String.Index>] {
    text.ranges(of: /[A-Za-z0-9.\/\-]+/)
  }

  @Test("any word replaced by a nasty value reads or is refused with a place", arguments: examples, nastyValues)
  func survivesReplacement(example: String, nasty: String) {
    for range in words(of: example) {
      let text = example.replacingCharacters(range, with: nasty)
      #expect(probe(text), "\(text)")
    }
  }

  @Test("any word misspelled reads or is refused with a place", arguments: examples)
  func survivesMisspelling(example: String) {
    for range in words(of: example) {
      for misspelled in ["\(example[range])x", String(example[range].dropFirst()), example[range].uppercased()] {
        let text = example.replacingCharacters(range, with: misspelled)
        #expect(probe(text), "\(text)")
      }
    }
  }

  @Test("any line or character left out or doubled reads or is refused with a place", arguments: examples)
  func survivesDamage(example: String) {
    let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
    for index in lines.indices.dropLast() {
      var fewer = lines
      fewer.remove(at: index)
      var more = lines
      more.insert(lines[index], at: index)
      #expect(probe(fewer.joined(separator: "\n")))
      #expect(probe(more.joined(separator: "\n")))
    }
    for index in example.indices {
      let character = String(example[index])
      #expect(probe(example.replacingCharacters(index..<example.index(after: index), with: "")))
      #expect(probe(example.replacingCharacters(index..<example.index(after: index), with: character + character)))
    }
  }

  @Test("deep nesting is refused", arguments: ["[", "{a: ", "- "])
  func survivesNesting(opening: String) {
    let text = "seed: 1\nname:\n  " + String(repeating: opening, count: 20_000)
    #expect(probe(text))
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, with replacement: String) -> String {
    String(self[..<range.lowerBound]) + replacement + String(self[range.upperBound...])
  }
}

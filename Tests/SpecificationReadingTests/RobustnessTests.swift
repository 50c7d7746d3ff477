import SpecificationReading
import Testing

@Suite("Robustness of reading") struct RobustnessTests {
  private static let examples = [
    Examples.dpSGD, Examples.gaussianSum, Examples.gaussianVectorSum, Examples.queries[3],
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

  @Test("any word replaced by a nasty value reads or is refused with a place", arguments: examples)
  func survivesReplacement(example: String) {
    let texts = words(of: example).flatMap { range in
      Self.nastyValues.map { example.replacingCharacters(range, with: $0) }
    }
    #expect(texts.filter { !probe($0) } == [])
  }

  @Test("any word misspelled reads or is refused with a place", arguments: examples)
  func survivesMisspelling(example: String) {
    let texts = words(of: example).flatMap { range in
      let word = example[range]
      return ["\(word)x", String(word.dropFirst()), word.uppercased()].map {
        example.replacingCharacters(range, with: $0)
      }
    }
    #expect(texts.filter { !probe($0) } == [])
  }

  @Test("any line left out or doubled reads or is refused with a place", arguments: examples)
  func survivesLineDamage(example: String) {
    let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
    let texts = lines.indices.dropLast().flatMap { index in
      [0, 2].map { count in
        let changed = repeatElement(lines[index], count: count)
        return (lines[..<index] + changed + lines[(index + 1)...]).joined(separator: "\n")
      }
    }
    #expect(texts.filter { !probe($0) } == [])
  }

  @Test("any character left out or doubled reads or is refused with a place", arguments: examples)
  func survivesCharacterDamage(example: String) {
    let texts = example.indices.flatMap { index in
      ["", "\(example[index])\(example[index])"].map {
        example.replacingCharacters(index..<example.index(after: index), with: $0)
      }
    }
    #expect(texts.filter { !probe($0) } == [])
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

/// Why a file is not a specification: the file, the line, the key, what is allowed, what was found, how to mend it.
package struct SpecificationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// As the caller named it.
  package let file: String
  /// From 1; nil where the trouble is the file as a whole.
  package let line: Int?
  package let problem: Problem

  package enum Problem: Hashable, Sendable {
    /// There is nothing to read; a whole sentence without its subject, the file.
    case noSpecification(String)
    case notYAML(String, hint: String)
    case unknownKey(path: String, hint: String?, keys: [String])
    case repeatedKey(path: String, firstLine: Int)
    case missingKey(path: String, allowed: String)
    case unknownChoice(path: String, got: String, nearest: String?, choices: [String])
    case invalidValue(path: String, allowed: String, got: String, hint: String?)
  }

  package init(file: String, line: Int?, problem: Problem) {
    (self.file, self.line, self.problem) = (file, line, problem)
  }

  package var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return printable("\(place): \(problem)")
  }
}

extension SpecificationError.Problem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noSpecification(let sentence):
      return sentence
    case .notYAML(let problem, let hint):
      return "this is not YAML: \(problem); \(hint)"
    case .unknownKey(let path, let hint, let keys):
      return "\(path) is not a key here" + (hint.map { "; \($0)" } ?? ".") + " Keys: \(keys.joined(separator: ", "))"
    case .repeatedKey(let path, let firstLine):
      return "\(path) is given again, first on line \(firstLine); keep one of the two"
    case .missingKey(let path, let allowed):
      return "\(path) is missing; it must be \(allowed)"
    case .unknownChoice(let path, let got, let nearest, let choices):
      let list = choices.joined(separator: ", ")
      return "\(path) \(got) is unknown; "
        + (nearest.map { "did you mean \($0)? Choose one of \(list)" } ?? "choose one of \(list)")
    case .invalidValue(let path, let allowed, let got, let hint):
      return "\(path) must be \(allowed), got \(got)" + (hint.map { "; \($0)" } ?? "")
    }
  }
}

/// `text` with `�` for what a terminal would obey: names and values in it come from the file.
private func printable(_ text: String) -> String {
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    scalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
  }
  return String(scalars)
}

internal import Yams

/// A parsed file: its tree, and what is needed to say where things are in it.
struct Document {
  let file: String
  let root: Node
  /// Keys that had to change their names for the parser, which refuses repeated ones without saying where.
  let renamedKeys: [TextPosition: String]

  /// The outermost value; its path is empty.
  var rootValue: Value { Value(document: self, path: "", line: root.mark?.line ?? 1, node: root) }

  /// The name of a key as the file has it.
  func name(of key: Node) -> String? {
    guard let scalar = key.scalar else { return nil }
    return key.mark.flatMap { renamedKeys[TextPosition($0)] } ?? scalar.string
  }

  func error(_ line: Int?, _ problem: SpecificationError.Problem) -> SpecificationError {
    SpecificationError(file: file, line: line, problem: problem)
  }
}

/// What a file is to hold, for advice to those who have none.
enum DocumentPurpose {
  case audit
  case training
  case event

  var beginning: String {
    switch self {
    case .audit, .training: "begin with the seed and the mechanism"
    case .event: "begin with the kind of the event"
    }
  }

  var noun: String {
    switch self {
    case .audit: "audit"
    case .training: "training"
    case .event: "event"
    }
  }

  var example: String {
    switch self {
    case .audit, .training: "seed: 1"
    case .event: "kind: gaussian"
    }
  }
}

/// Parses `text`, which must hold exactly one document that is a mapping.
func parseDocument(_ text: String, named file: String, purpose: DocumentPurpose) throws -> Document {
  // The parser would count a byte-order mark as a column.
  var text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
  var renamedKeys: [TextPosition: String] = [:]
  while true {
    do {
      let root = try singleDocument(text, named: file, purpose: purpose)
      return Document(file: file, root: root, renamedKeys: renamedKeys)
    } catch let error as YamlError {
      guard case .duplicatedKeysInMapping(let keys, let context) = error else {
        throw syntaxError(error, in: text, named: file)
      }
      // Each round renames one key; `Section` then finds the pair, and knows the path and both lines.
      let position = TextPosition(context.mark)
      guard renamedKeys.count < 100, let key = keys.first,
        let renamed = renaming(key, at: position, in: text, round: renamedKeys.count)
      else {
        throw SpecificationError(
          file: file, line: position.line,
          problem: .notYAML("the key \(keys.first ?? "") is given more than once", hint: "keep one of them"))
      }
      renamedKeys[position] = key
      text = renamed
    }
  }
}

private func singleDocument(_ text: String, named file: String, purpose: DocumentPurpose) throws -> Node {
  func failure(_ line: Int?, _ sentence: String) -> SpecificationError {
    SpecificationError(file: file, line: line, problem: .noSpecification(sentence))
  }
  // The default encoding would be taken from the process environment, and the default resolver would guess types.
  let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
  guard let root = try parser.nextRoot(), !isNull(root) else {
    throw failure(nil, "there is nothing in this file but blanks and comments; \(purpose.beginning)")
  }
  if let second = try parser.nextRoot() {
    throw failure(second.mark?.line, "a second document begins here; keep one \(purpose.noun) in a file")
  }
  guard root.mapping != nil else {
    let problem = SpecificationError.Problem.invalidValue(
      path: "the specification", allowed: "a mapping of keys", got: described(root),
      hint: "write '\(purpose.example)', with a blank after each colon")
    throw SpecificationError(file: file, line: root.mark?.line ?? 1, problem: problem)
  }
  return root
}

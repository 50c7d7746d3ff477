internal import Yams

/// The parser's complaint with a line of the file and advice.
func syntaxError(_ error: YamlError, in text: String, named file: String) -> SpecificationError {
  let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  func failure(_ problem: String, _ context: YamlError.Context?, _ line: Int) -> SpecificationError {
    let line = min(max(line, 1), lines.count)
    var sentence = problem
    if let context {
      sentence += " " + context.text + (context.mark.line == line ? "" : " that begins on line \(context.mark.line)")
    }
    let hint = advice(on: problem, line: lines[line - 1])
    return SpecificationError(file: file, line: line, problem: .notYAML(sentence, hint: hint))
  }
  switch error {
  case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
    .composer(let context, let problem, let mark, _):
    return failure(problem, context, mark.line)
  case .reader(let problem, let offset, _, _):
    return failure(problem, nil, 1 + text.prefix(offset ?? 0).count(where: \.isNewline))
  default:
    return failure("\(error)", nil, 1)
  }
}

/// What commonly lies behind a complaint of the parser.
private func advice(on problem: String, line: Substring) -> String {
  if line.prefix(while: \.isWhitespace).contains("\t") { return "indent with spaces, not tabs" }
  return remedies.first { problem.hasPrefix($0.problem) }?.advice ?? "check indentation, colons, quotes and brackets"
}

/// By how the parser's complaints begin.
private let remedies: [(problem: String, advice: String)] = [
  ("mapping values are not allowed", "check the indentation, and put text that holds a colon in quotes"),
  ("could not find expected ':'", "write 'key: value', with a colon and a blank after the key"),
  ("did not find expected ','", "separate with commas, and close every bracket"),
  ("found unexpected end of stream", "close the quotes"),
  ("found undefined alias", "define it above with &, or put text that begins with * in quotes"),
  ("found character that cannot start any token", "put text that begins with a special character in quotes"),
  ("found unknown escape", "use single quotes, which leave backslashes alone"),
  ("control characters", "remove them, or name a text file"),
  ("did not find expected key", "give neighbouring keys the same indentation, and close quotes and brackets"),
]

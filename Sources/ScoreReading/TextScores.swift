internal import Foundation
internal import PrivacyModel

/// Reads scores from text: comma-separated ones under a header, JSON Lines, and JSON.
struct TextScores {
  let file: URL
  let name: String
  let columns: ScoreColumns

  func commaSeparated() throws -> MembershipScores {
    var lines = try LineReader(file, name: name)
    guard let first = try lines.nextNotBlank() else {
      throw defect(1, "the header", allowed: "the names of columns", "nothing")
    }
    let header = try cells(first, lines.line).map { String(decoding: $0, as: UTF8.self) }
    let headerLine = lines.line
    func index(of name: String) throws -> Int {
      let indices = header.indices.filter { header[$0] == name }
      guard let index = indices.first, indices.count == 1 else {
        throw defect(headerLine, "the column '\(name)'", allowed: "there once", "it \(indices.count) times")
      }
      return index
    }
    var scores = MembershipScores()
    if let arms = try columns.arms(among: header, of: name) {
      let arms = [(try index(of: arms.included), Membership.included), (try index(of: arms.excluded), .excluded)]
      // Arms need not be of the same size: cells after the last score of an arm may be empty.
      var empty = [(count: 0, firstLine: 0), (count: 0, firstLine: 0)]
      while let line = try lines.nextNotBlank() {
        let cells = try row(line, of: header.count, lines.line)
        for (arm, (column, membership)) in arms.enumerated() {
          if cells[column].isEmpty {
            empty[arm] = (empty[arm].count + 1, empty[arm].count == 0 ? lines.line : empty[arm].firstLine)
            continue
          }
          for _ in 0..<empty[arm].count { scores.append(try score([], line: empty[arm].firstLine), membership) }
          empty[arm].count = 0
          scores.append(try score(cells[column], line: lines.line), membership)
        }
      }
    } else {
      func column(_ wanted: String?, _ what: String, _ usual: [String]) throws -> Int {
        guard let named = columns.name(wanted, or: usual, among: header) else {
          let found = header.prefix(10).map { excerpt($0.utf8) }.joined(separator: ", ")
          throw defect(
            headerLine, "the \(what) column",
            allowed: wanted.map { "'\($0)'" } ?? "named \(usual.joined(separator: ", "))", "the columns \(found)")
        }
        return try index(of: named)
      }
      let scoreColumn = try column(columns.score, "score", ScoreColumns.scoreNames)
      let membershipColumn = try column(columns.membership, "membership", ScoreColumns.membershipNames)
      while let line = try lines.nextNotBlank() {
        let cells = try row(line, of: header.count, lines.line)
        let membership = try membership(cells[membershipColumn], line: lines.line)
        scores.append(try score(cells[scoreColumn], line: lines.line), membership)
      }
    }
    return scores
  }

  func jsonLines() throws -> MembershipScores {
    var lines = try LineReader(file, name: name)
    var scores = MembershipScores()
    var known: (keys: [String], score: Int, membership: Int) = ([], 0, 0)
    while let line = try lines.nextNotBlank() {
      guard let object = JSONMembers(line) else {
        throw defect(lines.line, "the line", allowed: "a JSON object", excerpt(line))
      }
      if object.keys != known.keys {
        known = (
          object.keys, try member(columns.score, ScoreColumns.scoreNames, of: object.keys, lines.line),
          try member(columns.membership, ScoreColumns.membershipNames, of: object.keys, lines.line)
        )
      }
      let membership = try membership(text(object.values[known.membership]), line: lines.line)
      scores.append(try score(text(object.values[known.score]), line: lines.line), membership)
    }
    return scores
  }

  /// Lists in an object, or objects in a list.
  func json() throws -> MembershipScores {
    let bytes: [UInt8]
    do {
      // A string of JSON holds no end of a line.
      bytes = try Data(contentsOf: file).map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? 0x20 : $0 }
    } catch {
      throw ScoreFileError(
        file: name, line: nil, what: "the file", allowed: "one that can be read", got: error.localizedDescription)
    }
    if let objects = JSONMembers.items(bytes[...]) { return try scores(of: objects) }
    guard let object = JSONMembers(bytes[...]) else {
      throw ScoreFileError(
        file: name, line: nil, what: "the file", allowed: "a JSON object of lists, or a JSON list of objects",
        got: excerpt(bytes))
    }
    var scores = MembershipScores()
    if let arms = try columns.arms(among: object.keys, of: name) {
      for (key, membership) in [(arms.included, Membership.included), (arms.excluded, .excluded)] {
        for (index, item) in try list(key, in: object).enumerated() {
          scores.append(try score(text(item), "score \(index) of '\(key)'"), membership)
        }
      }
      return scores
    }
    func key(_ wanted: String?, _ usual: [String]) throws -> String {
      guard let key = columns.name(wanted, or: usual, among: object.keys) else {
        throw ScoreFileError(
          file: name, line: nil, what: "the object",
          allowed: "lists of scores and memberships, or one for each arm, such as in_scores and out_scores",
          got: "the keys \(object.keys.prefix(10).joined(separator: ", "))")
      }
      return key
    }
    let values = try list(key(columns.score, ScoreColumns.scoreNames), in: object)
    let members = try list(key(columns.membership, ScoreColumns.membershipNames), in: object)
    guard values.count == members.count else {
      throw ScoreFileError(
        file: name, line: nil, what: "the memberships", allowed: "as many as the scores, \(values.count)",
        got: "\(members.count)")
    }
    for (index, (value, member)) in zip(values, members).enumerated() {
      let membership = try membership(text(member), "membership \(index)")
      scores.append(try score(text(value), "score \(index)"), membership)
    }
    return scores
  }

  private func scores(of objects: [ArraySlice<UInt8>]) throws -> MembershipScores {
    var scores = MembershipScores()
    for (index, item) in objects.enumerated() {
      guard let object = JSONMembers(item),
        let score = columns.name(columns.score, or: ScoreColumns.scoreNames, among: object.keys)
          .flatMap({ object.keys.firstIndex(of: $0) }),
        let member = columns.name(columns.membership, or: ScoreColumns.membershipNames, among: object.keys)
          .flatMap({ object.keys.firstIndex(of: $0) })
      else {
        throw ScoreFileError(
          file: name, line: nil, what: "item \(index)", allowed: "an object with a score and a membership",
          got: excerpt(item))
      }
      let membership = try membership(text(object.values[member]), "the membership of item \(index)")
      scores.append(try self.score(text(object.values[score]), "the score of item \(index)"), membership)
    }
    return scores
  }

  private func list(_ key: String, in object: JSONMembers) throws -> [ArraySlice<UInt8>] {
    let values = zip(object.keys, object.values).filter { $0.0 == key }.map(\.1)
    guard values.count == 1, let items = JSONMembers.items(values[0]) else {
      throw ScoreFileError(
        file: name, line: nil, what: "the key '\(key)'", allowed: "there once, with a list",
        got: values.count == 1 ? excerpt(values[0]) : "it more often")
    }
    return items
  }

  private func member(_ wanted: String?, _ usual: [String], of keys: [String], _ line: Int) throws -> Int {
    guard let name = columns.name(wanted, or: usual, among: keys), let index = keys.firstIndex(of: name) else {
      throw defect(
        line, "the object", allowed: "one with a score and a membership",
        "the keys \(keys.prefix(10).joined(separator: ", "))")
    }
    guard index == keys.lastIndex(of: name) else {
      throw defect(line, "the key '\(name)'", allowed: "there once", "it more often")
    }
    return index
  }

  private func text(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    JSONMembers.text(value).map { ArraySlice($0.utf8) } ?? value
  }

  private func row(_ line: ArraySlice<UInt8>, of count: Int, _ number: Int) throws -> [ArraySlice<UInt8>] {
    let cells = try cells(line, number)
    guard cells.count == count else {
      throw defect(number, "the line", allowed: "\(count) cells, one for each column of the header", "\(cells.count)")
    }
    return cells
  }

  private func cells(_ line: ArraySlice<UInt8>, _ number: Int) throws -> [ArraySlice<UInt8>] {
    guard let cells = commaSeparatedCells(line) else {
      throw defect(number, "a quoted cell", allowed: "closed by a quote before the next comma", excerpt(line))
    }
    return cells
  }

  private func membership(
    _ cell: ArraySlice<UInt8>, _ what: String = "the membership", line: Int? = nil
  ) throws -> Membership {
    guard let membership = ScoreColumns.membership(String(decoding: cell, as: UTF8.self)) else {
      throw ScoreFileError(
        file: name, line: line, what: what, allowed: ScoreColumns.allowedMembership, got: excerpt(cell))
    }
    return membership
  }

  private func score(_ cell: ArraySlice<UInt8>, _ what: String = "the score", line: Int? = nil) throws -> Double {
    guard let value = number(String(decoding: cell, as: UTF8.self)), let counted = columns.counted(value) else {
      throw ScoreFileError(file: name, line: line, what: what, allowed: ScoreColumns.allowedScore, got: excerpt(cell))
    }
    return counted
  }

  /// NaN for a missing one; nil for what is no decimal number, or one beyond the range of doubles.
  private func number(_ text: String) -> Double? {
    if let value = Double(text), value.isFinite {
      return text.utf8.contains(where: { $0 | 32 == UInt8(ascii: "x") }) ? nil : value
    }
    switch text.lowercased() {
    case "", "null", "none", "na", "nan", "-nan": return .nan
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }

  private func defect(_ line: Int, _ what: String, allowed: String, _ got: String) -> ScoreFileError {
    ScoreFileError(file: name, line: line, what: what, allowed: allowed, got: got)
  }
}

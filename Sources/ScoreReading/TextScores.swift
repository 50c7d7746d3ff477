internal import Foundation
internal import PrivacyModel

/// Reads tables of text: comma-separated ones under a header, and JSON Lines.
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
          for _ in 0..<empty[arm].count { scores.append(try score([], empty[arm].firstLine), membership) }
          empty[arm].count = 0
          scores.append(try score(cells[column], lines.line), membership)
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
        let membership = try membership(cells[membershipColumn], lines.line)
        scores.append(try score(cells[scoreColumn], lines.line), membership)
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
      let membership = try membership(text(object.values[known.membership]), lines.line)
      scores.append(try score(text(object.values[known.score]), lines.line), membership)
    }
    return scores
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

  private func membership(_ cell: ArraySlice<UInt8>, _ line: Int) throws -> Membership {
    guard let membership = ScoreColumns.membership(String(decoding: cell, as: UTF8.self)) else {
      throw defect(line, "the membership", allowed: ScoreColumns.allowedMembership, excerpt(cell))
    }
    return membership
  }

  private func score(_ cell: ArraySlice<UInt8>, _ line: Int) throws -> Double {
    guard let value = number(String(decoding: cell, as: UTF8.self)), let counted = columns.counted(value) else {
      throw defect(line, "the score", allowed: ScoreColumns.allowedScore, excerpt(cell))
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

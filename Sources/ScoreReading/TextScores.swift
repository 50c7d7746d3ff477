internal import Foundation
internal import PrivacyModel

/// Reads tables of text: comma-separated ones under a header, and JSON Lines.
struct TextScores {
  let file: URL
  let name: String
  let columns: ScoreColumns

  func commaSeparated() throws -> MembershipScores {
    var lines = try LineReader(file, name: name)
    guard let first = try lines.next() else {
      throw defect(1, "the header", allowed: "the names of columns", "nothing")
    }
    let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    let header = cells(first.starts(with: byteOrderMark) ? first.dropFirst(3) : first).map(text)
    var scores = MembershipScores()
    if let arms = columns.arms(among: header), let included = header.firstIndex(of: arms.included),
      let excluded = header.firstIndex(of: arms.excluded)
    {
      while let line = try lines.next() {
        guard let cells = try row(line, of: header, lines.line) else { continue }
        // Arms need not be of the same size.
        for (column, membership) in [(included, Membership.included), (excluded, .excluded)]
        where !cells[column].isEmpty {
          scores.append(try score(text(cells[column]), lines.line), membership)
        }
      }
    } else {
      let scoreColumn = try column(columns.score, "score", ScoreColumns.scoreNames, in: header)
      let membershipColumn = try column(columns.membership, "membership", ScoreColumns.membershipNames, in: header)
      while let line = try lines.next() {
        guard let cells = try row(line, of: header, lines.line) else { continue }
        let member = text(cells[membershipColumn])
        guard let membership = ScoreColumns.membership(member) else {
          throw defect(lines.line, "the membership", allowed: ScoreColumns.allowedMembership, "'\(member)'")
        }
        scores.append(try score(text(cells[scoreColumn]), lines.line), membership)
      }
    }
    return scores
  }

  func jsonLines() throws -> MembershipScores {
    var lines = try LineReader(file, name: name)
    var scores = MembershipScores()
    while let line = try lines.next() {
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { continue }
      guard let object = (try? JSONSerialization.jsonObject(with: Data(line))) as? [String: Any] else {
        throw defect(lines.line, "the line", allowed: "a JSON object", "'\(text(line.prefix(40)))'")
      }
      let keys = object.keys.sorted()
      guard let scoreKey = columns.name(columns.score, or: ScoreColumns.scoreNames, among: keys),
        let membershipKey = columns.name(columns.membership, or: ScoreColumns.membershipNames, among: keys)
      else {
        throw defect(
          lines.line, "the object", allowed: "one with a score and a membership",
          "the keys \(keys.prefix(10).joined(separator: ", "))")
      }
      let member = Self.words(object[membershipKey])
      guard let membership = ScoreColumns.membership(member) else {
        throw defect(lines.line, "the membership", allowed: ScoreColumns.allowedMembership, "'\(member)'")
      }
      scores.append(try score(Self.words(object[scoreKey]), lines.line), membership)
    }
    return scores
  }

  /// A JSON value as a table of text would have it; null is an empty cell.
  private static func words(_ value: Any?) -> String {
    switch value {
    case let text as String: text
    case let number as NSNumber: number.stringValue
    default: ""
    }
  }

  private func column(_ wanted: String?, _ what: String, _ usual: [String], in header: [String]) throws -> Int {
    let named = columns.name(wanted, or: usual, among: header)
    guard let index = named.flatMap(header.firstIndex(of:)) else {
      let found = header.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
      throw defect(
        1, "the \(what) column", allowed: wanted.map { "'\($0)'" } ?? "named \(usual.joined(separator: ", "))",
        "the columns \(found)")
    }
    return index
  }

  /// The cells of a line; nil for a blank one.
  private func row(_ line: ArraySlice<UInt8>, of header: [String], _ number: Int) throws -> [ArraySlice<UInt8>]? {
    if line.isEmpty { return nil }
    let cells = cells(line)
    guard cells.count == header.count else {
      throw defect(
        number, "the line", allowed: "\(header.count) cells, one for each column of the header", "\(cells.count)")
    }
    return cells
  }

  private func score(_ text: String, _ line: Int) throws -> Double {
    let isMissing = text.isEmpty || ["null", "none", "na"].contains(text.lowercased())
    guard let value = isMissing ? .nan : Double(text), let counted = columns.counted(value) else {
      throw defect(line, "the score", allowed: ScoreColumns.allowedScore, "'\(text)'")
    }
    return counted
  }

  private func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { cell in
      var cell = cell
      while let first = cell.first, Self.isPadding(first) { cell.removeFirst() }
      while let last = cell.last, Self.isPadding(last) { cell.removeLast() }
      return cell
    }
  }

  private static func isPadding(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\"")
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private func defect(_ line: Int, _ what: String, allowed: String, _ got: String) -> ScoreFileError {
    ScoreFileError(file: name, line: line, what: what, allowed: allowed, got: got)
  }
}

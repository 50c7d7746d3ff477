import Foundation
import PrivacyModel
import ScoreReading
import TestSupport
import Testing

@Suite("Files of scores") struct ScoreFileTests {
  private func read(_ text: String, as name: String, _ columns: ScoreColumns = ScoreColumns()) throws
    -> MembershipScores
  {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return try readScores(file, columns: columns)
    }
  }

  private func complaint(_ text: String, as name: String, _ columns: ScoreColumns = ScoreColumns()) -> String {
    do {
      _ = try read(text, as: name, columns)
      return ""
    } catch { return "\(error)".replacing(/.*\//, with: "") }
  }

  @Test("as comma-separated scores and memberships keep their order") func commaSeparated() throws {
    let scores = try read("id,score,member\r\n7, 1.5 ,true\r\n8,-inf,0\r\n9,\"2e-3\",in\r\n\r\n", as: "a.csv")
    #expect(scores.scores == [1.5, -.infinity, 0.002])
    #expect(scores.memberships == [.included, .excluded, .included])
  }

  @Test("as columns of two arms may have arms of different sizes") func arms() throws {
    let scores = try read("in,out\n1,2\n,3\n", as: "a.csv")
    #expect(scores.scores == [1, 2, 3] && scores.memberships == [.included, .excluded, .excluded])
  }

  @Test("as JSON Lines give the same as a table") func jsonLines() throws {
    let scores = try read(
      "{\"score\": 1.5, \"membership\": true}\n\n{\"score\": \"-inf\", \"membership\": 0, \"more\": [1]}\n",
      as: "a.jsonl")
    #expect(scores.scores == [1.5, -.infinity] && scores.memberships == [.included, .excluded])
  }

  @Test("count a failed trial on the side that was named beforehand") func failures() throws {
    let text = "score,membership\nnan,1\n,0\n"
    #expect(try read(text, as: "a.csv", ScoreColumns(failures: .excluded)).scores == [-.infinity, -.infinity])
    #expect(try read(text, as: "a.csv", ScoreColumns(failures: .included)).scores == [.infinity, .infinity])
  }

  @Test("that are malformed are refused with the line and what is allowed there")
  func malformed() {
    #expect(
      complaint("score,membership\n1,1\nx,0\n", as: "a.csv")
        == "a.csv, line 3: the score must be a number, inf or -inf; say on which side failures count to let others "
        + "through, got 'x'")
    #expect(
      complaint("score,membership\n1,2\n", as: "a.csv")
        == "a.csv, line 2: the membership must be 1 or 0, true or false, in or out, included or excluded, got '2'")
    #expect(
      complaint("score,membership\n1\n", as: "a.csv")
        == "a.csv, line 2: the line must be 2 cells, one for each column of the header, got 1")
    #expect(
      complaint("a,b\n1,1\n", as: "a.csv")
        == "a.csv, line 1: the score column must be named score, scores, statistic, signal, got the columns 'a', 'b'")
    #expect(complaint("", as: "a.csv") == "a.csv, line 1: the header must be the names of columns, got nothing")
    #expect(complaint("[1]\n", as: "a.jsonl") == "a.jsonl, line 1: the line must be a JSON object, got '[1]'")
    #expect(
      complaint(String(repeating: "1", count: 3_000_000), as: "a.csv")
        == "a.csv, line 1: the line must be shorter than 1 MiB, got more than that; is this a text file?")
    #expect(
      complaint("1", as: "a.txt") == "a.txt: the extension must be csv, jsonl, ndjson, npz, npy or sqlite, got txt")
  }

  @Test("of NumPy need a second file of memberships, as long as the first") func arrays() throws {
    func array(_ values: [Double]) -> Data {
      let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(values.count),), }"
      let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
      return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(padded.utf8)
        + values.reduce(into: Data()) { data, value in
          withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
    }
    try withTemporaryFolder { folder in
      let (scores, members) = (folder.appending(path: "s.npy"), folder.appending(path: "m.npy"))
      try array([0.5, -.infinity, 2]).write(to: scores)
      try array([1, 0, 1]).write(to: members)
      let read = try readScores(scores, memberships: members)
      #expect(read.scores == [0.5, -.infinity, 2] && read.memberships == [.included, .excluded, .included])
      #expect(throws: ScoreFileError.self) { try readScores(scores) }
      try array([1, 0]).write(to: members)
      #expect(throws: ScoreFileError.self) { try readScores(scores, memberships: members) }
    }
  }
}

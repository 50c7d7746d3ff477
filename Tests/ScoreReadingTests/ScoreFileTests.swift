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

  /// What jax_privacy's CanaryScoreAuditor takes, and the arrays that Privacy Meter and scripts of LiRA write.
  @Test("go by the names that other auditors give them") func otherNames() throws {
    let arms = try read("in_canary_scores,out_canary_scores\n1,2\n", as: "a.csv")
    #expect(arms.scores == [1, 2] && arms.memberships == [.included, .excluded])
    for names in ["scores,memberships", "score,keep"] {
      let scores = try read("\(names)\n1,True\n2,False\n", as: "a.csv")
      #expect(scores.scores == [1, 2] && scores.memberships == [.included, .excluded])
    }
  }

  @Test("as JSON may be lists of arms, lists of scores and memberships, or a list of objects") func json() throws {
    let arms = try read(
      "{\"epsilon\": 1,\n \"in_scores\": [1, \"inf\",\n 2e0], \"out_scores\": [-Infinity]}\n", as: "a.json")
    #expect(arms.scores == [1, .infinity, 2, -.infinity])
    #expect(arms.memberships == [.included, .included, .included, .excluded])
    let expected = try read("score,membership\n1.5,1\n2,0\n", as: "a.csv")
    #expect(try read("{\"scores\": [1.5, 2], \"memberships\": [true, false]}", as: "a.json") == expected)
    #expect(
      try read("[{\"score\": 1.5, \"member\": 1},\r\n {\"member\": 0, \"score\": 2}]", as: "a.json") == expected)
    let failed = try read("{\"in\": [NaN], \"out\": [null]}", as: "a.json", ScoreColumns(failures: .excluded))
    #expect(failed.scores == [-.infinity, -.infinity])
  }

  @Test("as JSON are refused with the place and what is allowed there") func malformedJSON() {
    #expect(
      complaint("[1, 2", as: "a.json")
        == "a.json: the file must be a JSON object of lists, or a JSON list of objects, got '[1, 2'")
    #expect(
      complaint("[1, 2]", as: "a.json") == "a.json: item 0 must be an object with a score and a membership, got '1'")
    #expect(
      complaint("{\"in\": [1], \"out\": [2, \"x\"]}", as: "a.json")
        == "a.json: score 1 of 'out' must be a number, inf or -inf; say on which side failures count to let others "
        + "through, got 'x'")
    #expect(
      complaint("{\"in\": 1, \"out\": [2]}", as: "a.json")
        == "a.json: the key 'in' must be there once, with a list, got '1'")
    #expect(
      complaint("{\"scores\": [1, 2], \"memberships\": [1]}", as: "a.json")
        == "a.json: the memberships must be as many as the scores, 2, got 1")
    #expect(
      complaint("{\"a\": [1]}", as: "a.json")
        == "a.json: the object must be lists of scores and memberships, or one for each arm, such as in_scores and "
        + "out_scores, got the keys a")
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
      complaint("1", as: "a.txt")
        == "a.txt: the extension must be csv, json, jsonl, ndjson, npz, npy or sqlite, got txt")
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
      let arms = try readScores(scores, excluded: members)
      #expect(arms.scores == [0.5, -.infinity, 2, 1, 0, 1])
      #expect(arms.memberships == [.included, .included, .included, .excluded, .excluded, .excluded])
      #expect(throws: ScoreFileError.self) { try readScores(scores, memberships: members, excluded: members) }
      try array([1, 0]).write(to: members)
      #expect(throws: ScoreFileError.self) { try readScores(scores, memberships: members) }
    }
  }
}

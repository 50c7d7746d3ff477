import Foundation
import PrivacyModel
import ScoreReading
import TestSupport
import Testing

@Suite("Files of scores at their worst") struct ExtremeScoreFileTests {
  private func read(_ bytes: Data, as name: String, _ columns: ScoreColumns = ScoreColumns()) throws
    -> MembershipScores
  {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: name)
      try bytes.write(to: file)
      return try readScores(file, columns: columns)
    }
  }

  private func expectComplaint(
    _ text: String, as name: String, says words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectComplaint(Data(text.utf8), as: name, says: words, sourceLocation: sourceLocation)
  }

  private func expectComplaint(
    _ bytes: Data, as name: String, says words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(sourceLocation: sourceLocation) {
      try read(bytes, as: name)
    } throws: { error in
      let text = "\(error)"
      return text.contains(words) && text.unicodeScalars.allSatisfy { $0.value >= 0x20 } && text.count < 600
    }
  }

  @Test(
    "are read whatever ends their lines, with a byte order mark, blank lines and quotes",
    arguments: [
      "score,membership\r\n1.5,1\r\n-2,0\r\n", "\u{FEFF}score,membership\n1.5,1\n-2,0",
      "\n  \nscore,membership\n\n1.5,1\n \t\n-2,0\n\n",
      "\"score\",\"membership\"\n\"1.5\",\"1\"\n\"-2\",\"0\"\n",
      "n,score,membership\n\"a,b\",1.5,1\n\"say \"\"c\"\"\",-2,0\n",
      "Score,Extra,Membership\n+1.5, ,TRUE\n-2e0,x, False \n", "score,membership\n15e-1,1\n-2,0\n",
    ])
  func oddButRight(text: String) throws {
    let scores = try read(Data(text.utf8), as: "a.csv")
    #expect(scores.scores == [1.5, -2] && scores.memberships == [.included, .excluded])
  }

  @Test("keep infinities and numbers at the ends of the range, and refuse those beyond it")
  func range() throws {
    let scores = try read(
      Data("score,membership\n1.7e308,1\n5e-324,0\nInfinity,1\n-inf,0\n1e-400,1\n".utf8), as: "a.csv")
    #expect(scores.scores == [1.7e308, .leastNonzeroMagnitude, .infinity, -.infinity, 0])
    expectComplaint("score,membership\n1e400,1\n", as: "a.csv", says: "line 2: the score must be a number")
    expectComplaint("score,membership\n0x1p3,1\n", as: "a.csv", says: "got '0x1p3'")
    expectComplaint("score,membership\n1_000,1\n", as: "a.csv", says: "got '1_000'")
    expectComplaint("score,membership\n\(String(repeating: "1", count: 5000)),1\n", as: "a.csv", says: "11…'")
  }

  @Test("with rows of different lengths, text among numbers or an open quote are refused with the line")
  func malformedRows() {
    expectComplaint("score,membership\n1,1\n2,0,7\n", as: "a.csv", says: "line 3: the line must be 2 cells")
    expectComplaint("score,membership\n\n1,1\n2\n", as: "a.csv", says: "line 4: the line must be 2 cells")
    expectComplaint("score,membership\n\"1,1\n2,0\n", as: "a.csv", says: "line 2: a quoted cell must be closed")
    expectComplaint("score,membership\n\"1\"2,1\n", as: "a.csv", says: "line 2: a quoted cell must be closed")
    expectComplaint("score,membership\n1,1\nhello\u{7},0\n", as: "a.csv", says: "line 3: the score must be a number")
    expectComplaint("score,membership\n1,maybe\n", as: "a.csv", says: "line 2: the membership must be 1 or 0")
  }

  @Test("with no header, the same column twice or two layouts at once are refused")
  func headers() {
    expectComplaint("0.5,1\n0.7,0\n", as: "a.csv", says: "line 1: the score column must be named score")
    expectComplaint("score;membership\n1;1\n", as: "a.csv", says: "got the columns 'score;membership'")
    expectComplaint("score,score,membership\n1,2,1\n", as: "a.csv", says: "'score' must be there once, got it 2 times")
    expectComplaint("in,in,out\n1,2,1\n", as: "a.csv", says: "'in' must be there once")
    expectComplaint("in,out\n1,2\n,3\n,4\n5,6\n", as: "a.csv", says: "a.csv, line 3")
    expectComplaint("in,out,membership\n1,2,1\n", as: "a.csv", says: "'in' and 'out' beside 'membership'")
    expectComplaint("score,in,out\n1,2,1\n", as: "a.csv", says: "'in' and 'out' beside 'score'")
    expectComplaint("score,membership\r1,1\r0,0\r", as: "a.csv", says: "'membership\\r1'")
    expectComplaint(" \n\n", as: "a.csv", says: "the header must be the names of columns, got nothing")
  }

  @Test("that are no text are refused by what they are")
  func otherFormats() throws {
    expectComplaint(Data([0x1f, 0x8b, 8, 0, 1, 2]), as: "a.csv", says: "must be text in UTF-8, got a gzip file")
    expectComplaint(Data([0xff, 0xfe, 0x73, 0]), as: "a.csv", says: "got UTF-16")
    expectComplaint(Data([0x73, 0, 0x63]), as: "a.jsonl", says: "got bytes of 0")
    expectComplaint(Data("PK\u{3}\u{4}".utf8), as: "a.csv", says: "is it an .npz?")
    expectComplaint(
      "hello", as: "a.npz", says: "must be a zip archive of NumPy arrays, got one that begins with 'hello'")
    try withTemporaryFolder { folder in
      let inner = folder.appending(path: "dir.csv")
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: false)
      #expect { try readScores(inner) } throws: { "\($0)".contains("must be a file, got a folder") }
    }
  }

  @Test("of two GB without an end of a line are refused after the first MiB")
  func endlessLine() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "endless.csv")
      // Spaces at the beginning, so that it passes for text; the rest is a hole.
      try Data(repeating: 0x20, count: 4_000_000).write(to: file)
      let handle = try FileHandle(forWritingTo: file)
      try handle.truncate(atOffset: 2 << 30)
      let start = ContinuousClock.now
      #expect { try readScores(file) } throws: { "\($0)".contains("line 1: the line must be shorter than 1 MiB") }
      #expect(ContinuousClock.now - start < .seconds(1))
    }
  }

  @Test("as JSON Lines may have what Python writes, nested extras and escapes")
  func jsonLines() throws {
    let text = """
      {"extra": [{"score": "}"}, "]\\""], "score": Infinity, "membership": true}

      {"membership": "out", "score": -Infinity, "note": "\\"score\\": 3"}
      {"score": "2.5", "membership": 1}
      {"sc\\u006fre": 1e-3, "membership": 0}
      """
    let scores = try read(Data(text.utf8), as: "a.jsonl")
    #expect(scores.scores == [.infinity, -.infinity, 2.5, 0.001])
    #expect(scores.memberships == [.included, .excluded, .included, .excluded])
    let failed = Data("{\"score\": NaN, \"membership\": 1}\n{\"score\": null, \"membership\": 0}\n".utf8)
    #expect(try read(failed, as: "a.ndjson", ScoreColumns(failures: .excluded)).scores == [-.infinity, -.infinity])
  }

  @Test("as JSON Lines with nested scores, two equal keys, NaN or a broken line are refused with the line")
  func malformedJSONLines() {
    let good = "{\"score\": 1, \"membership\": 1}\n"
    expectComplaint(
      "\(good){\"score\": {\"a\": 1}, \"membership\": 1}", as: "a.jsonl", says: "line 2: the score must be a number")
    expectComplaint("{\"score\": 1, \"membership\": [1]}", as: "a.jsonl", says: "line 1: the membership must be")
    expectComplaint("{\"score\": true, \"membership\": 1}", as: "a.jsonl", says: "got 'true'")
    expectComplaint("{\"score\": NaN, \"membership\": 1}", as: "a.jsonl", says: "got 'NaN'")
    expectComplaint("{\"score\": 1e999, \"membership\": 1}", as: "a.jsonl", says: "got '1e999'")
    expectComplaint(
      "{\"score\": 1, \"score\": 2, \"membership\": 1}", as: "a.jsonl", says: "'score' must be there once")
    expectComplaint("{\"in\": 1, \"out\": 2}", as: "a.jsonl", says: "got the keys in, out")
    for broken in [
      "{\"score\": 1, \"memb", "{\"score\": 1 \"membership\": 1}", "{} {}", "{\"a\"}", "{\"a\": }", "{\"a\": [}",
      "{\"a\": \"\\",
      "[1]", "1", String(repeating: "[", count: 100_000), "{\"a\": \(String(repeating: "[", count: 100_000))",
    ] {
      expectComplaint("\(good)\(broken)\n", as: "a.jsonl", says: "line 2: the line must be a JSON object")
    }
  }

  @Test("of NumPy that are objects, text, complex or of two dimensions are refused")
  func arrays() throws {
    func array(_ type: String, _ shape: String, _ bytes: Int) -> Data {
      let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
      let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
      return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(padded.utf8) + Data(count: bytes)
    }
    try withTemporaryFolder { folder in
      let (scores, members) = (folder.appending(path: "s.npy"), folder.appending(path: "m.npy"))
      try array("|b1", "(4,)", 4).write(to: members)
      for (type, shape, bytes) in [
        ("|O", "(4,)", 32), ("<U1", "(4,)", 16), ("<c16", "(4,)", 64), ("<f8", "(2, 2)", 32), ("<f8", "()", 8),
        ("<f8", "(0,)", 0), ("<f8", "(4,)", 31), ("<f8", "(1000000000000000,)", 32),
        ("<f8", "(9223372036854775807, 9223372036854775807)", 32), ("<f8", "(-4,)", 32), ("<f8", "(3,)", 24),
      ] {
        try array(type, shape, bytes).write(to: scores)
        #expect(throws: (any Error).self, "\(type) \(shape)") { try readScores(scores, memberships: members) }
      }
      for (type, bytes) in [(">f8", 32), ("<f4", 16), (">i8", 32), ("|u1", 4), ("|i1", 4)] {
        try array(type, "(4,)", bytes).write(to: scores)
        #expect(try readScores(scores, memberships: members).scores == [0, 0, 0, 0], "\(type)")
      }
    }
  }
}

import Foundation
import GRDB
import PrivacyModel
import RunStore
import TestSupport
import Testing

@Suite("Run file") struct RunFileTests {
  static func specification(trialsPerWorld: Int = 50, noiseMultiplier: Double = 1) throws -> AuditSpecification {
    try AuditSpecification(
      name: "test", seed: 1, data: nil,
      mechanism: .gaussianSum(NoisySumSpecification(records: [], bound: 1, noiseMultiplier: noiseMultiplier)),
      canary: .value(1), attack: .output, game: GameSpecification(trialsPerWorld: trialsPerWorld, coins: .balanced),
      claim: ClaimSpecification(epsilon: nil, delta: 1e-5, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(significance: 0.05))
  }

  static func identity(
    tool: String = "1", build: String = "b", kernels: String = "k", data: String = "",
    _ specification: AuditSpecification? = nil
  ) throws -> RunIdentity {
    try RunIdentity(
      toolVersion: tool, build: build, kernels: kernels, dataFingerprint: data,
      specification: specification ?? self.specification())
  }

  static func block(_ trials: Range<Int>) -> TrialBlock {
    TrialBlock(
      trials: trials, candidates: 2,
      scores: trials.flatMap { [Double($0) * 0.1, $0 % 5 == 0 ? -.infinity : -Double($0).squareRoot()] },
      memberships: trials.flatMap { [$0 % 2 == 0 ? Membership.included : .excluded, .excluded] },
      failures: trials.filter { $0 % 5 == 0 }.map { TrialFailure(trial: $0, reason: "α \"quoted\"\n\($0)") })
  }

  /// Runs `body` with a path in a folder of its own.
  static func withTemporaryFile(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { try body($0.appending(path: "run.sqlite")) }
  }

  /// An SQLite file with a table of its own.
  static func makeForeignDatabase(at url: URL) throws {
    try DatabaseQueue(path: url.path).write { try $0.execute(sql: "CREATE TABLE t (x)") }
  }

  @Test("gives back every block to the last bit, after it was closed and opened again")
  func roundTrip() throws {
    try Self.withTemporaryFile { url in
      let blocks = [Self.block(7..<9), Self.block(0..<5), Self.block(20..<21)]
      do {
        let file = try RunFile(at: url, for: Self.identity())
        for block in blocks { try file.append(block, seconds: 0.25) }
      }
      #expect(try RunFile.blocks(at: url).count == 3)
      let file = try RunFile(at: url, for: Self.identity())
      #expect(try file.blocks() == blocks.sorted { $0.trials.lowerBound < $1.trials.lowerBound })
      #expect(try file.missingTrials(of: 25) == [5..<7, 9..<20, 21..<25])
      #expect(try file.missingTrials(of: 21) == [5..<7, 9..<20])
      #expect(try file.trialSeconds() == 0.75)
    }
  }

  @Test("blocks that overlap, reach past the end or hold a score that is no number make the file unusable")
  func impossibleBlocks() throws {
    let notANumber = TrialBlock(
      trials: 0..<1, candidates: 1, scores: [.nan], memberships: [.included], failures: [])
    for blocks in [[Self.block(0..<5), Self.block(3..<6)], [Self.block(28..<31)], [notANumber]] {
      try Self.withTemporaryFile { url in
        let file = try RunFile(at: url, for: Self.identity())
        for block in blocks { try file.append(block, seconds: 0) }
        #expect {
          _ = try file.missingTrials(of: 30)
          _ = try file.blocks()
        } throws: {
          "\($0)".contains("is damaged") || "\($0)".contains("holds trial 30")
        }
      }
    }
  }

  @Test("an empty file misses every trial")
  func empty() throws {
    try Self.withTemporaryFile { url in
      let file = try RunFile(at: url, for: Self.identity())
      #expect(try file.missingTrials(of: 10) == [0..<10])
      #expect(try file.blocks().isEmpty && file.trialSeconds() == 0)
    }
  }

  @Test("keeps the test that an attack learned, once, and lets it go when it starts afresh")
  func learnedScore() throws {
    try Self.withTemporaryFile { url in
      do {
        let file = try RunFile(at: url, for: Self.identity())
        #expect(try file.learnedScore() == nil)
        let incident = WorkerIncident(what: "said nothing", lostTrials: 3, standardError: "")
        try file.keep(learnedScore: "{\"α\":1}", incidents: [incident])
        #expect(throws: RunFileError.self) { try file.keep(learnedScore: "{}", incidents: []) }
        #expect(try file.incidents() == [incident])
      }
      #expect(try RunFile(at: url, for: Self.identity()).learnedScore() == "{\"α\":1}")
      #expect(try RunFile(at: url, for: Self.identity(), startingAfresh: true).learnedScore() == nil)
    }
  }

  @Test("a run of another specification, dataset, kernel, tool or build is refused with the difference")
  func otherRun() throws {
    try Self.withTemporaryFile { url in
      _ = try RunFile(at: url, for: Self.identity())
      let others = [
        (try Self.identity(Self.specification(trialsPerWorld: 60)), "game.trialsPerWorld was 50, is now 60"),
        (try Self.identity(Self.specification(noiseMultiplier: 2)), "mechanism.noiseMultiplier was 1, is now 2"),
        (try Self.identity(data: "ab"), "dataset"), (try Self.identity(kernels: "other"), "kernels k"),
        (try Self.identity(tool: "2"), "dpaudit 1 wrote it"),
        (try Self.identity(build: "c"), "another build of dpaudit 1 wrote it"),
      ]
      for (identity, words) in others {
        #expect { try RunFile(at: url, for: identity) } throws: { error in
          "\(error)".contains(words) && "\(error)".contains("--fresh") && "\(error)".contains("run.sqlite")
        }
      }
      _ = try RunFile(at: url, for: Self.identity())
    }
  }

  @Test("what is no run file is refused: rubbish, and an SQLite file of something else")
  func notARunFile() throws {
    try Self.withTemporaryFile { url in
      try Data(repeating: 0x41, count: 5000).write(to: url)
      #expect { try RunFile(at: url, for: Self.identity()) } throws: { "\($0)".contains("not a usable run file") }
    }
    try Self.withTemporaryFile { url in
      try Self.makeForeignDatabase(at: url)
      #expect { try RunFile(at: url, for: Self.identity()) } throws: { "\($0)".contains("something else") }
    }
  }

  @Test("tables that only look like those of a run file are refused")
  func damagedTables() throws {
    let damages = [
      "DROP TABLE run; CREATE TABLE run (x)", "DROP TABLE run; CREATE TABLE run (x); INSERT INTO run VALUES (1)",
      "UPDATE run SET schemaVersion = 'two'", "UPDATE run SET specification = 'no JSON'", "DROP TABLE block",
      "UPDATE block SET firstTrial = -1", "UPDATE block SET trials = 9223372036854775807",
      "UPDATE block SET trials = 3", "UPDATE block SET scores = x'00'", "UPDATE block SET memberships = x'0707'",
      "UPDATE block SET failures = '{'",
    ]
    for damage in damages {
      try Self.withTemporaryFile { url in
        try RunFile(at: url, for: Self.identity()).append(Self.block(0..<1), seconds: 0)
        try DatabaseQueue(path: url.path).write { try $0.execute(sql: damage) }
        #expect("\(damage)") {
          let file = try RunFile(at: url, for: Self.identity())
          _ = try file.missingTrials(of: 10)
          _ = try file.blocks()
        } throws: {
          switch $0 {
          case RunFileError.notARunFile, RunFileError.moreTrials: true
          default: false
          }
        }
      }
    }
  }

  @Test("a file that another run holds is refused, and a folder that is missing named")
  func unusable() throws {
    try Self.withTemporaryFile { url in
      let holder = try RunFile(at: url, for: Self.identity())
      try holder.append(Self.block(0..<1), seconds: 0)
      #expect { try RunFile(at: url, for: Self.identity()) } throws: { "\($0)".contains("in use") }
      #expect(throws: RunFileError.self) {
        try RunFile(at: url.deletingLastPathComponent().appending(path: "no/such.sqlite"), for: Self.identity())
      }
    }
  }
}

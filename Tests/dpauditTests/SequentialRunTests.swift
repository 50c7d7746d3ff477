import Foundation
import GRDB
import PrivacyModel
import RunStore
import Testing

@Suite("dpaudit run, stopped by what it saw") struct SequentialRunTests {
  /// A Gaussian sum that claims what it keeps, or less.
  static func specification(trials: Int, claim: String = "delta: 1e-5", stop: String, noise: Int = 1) -> String {
    """
    name: small
    seed: 3
    mechanism: {kind: gaussian-sum, records: [], bound: 1, noiseMultiplier: \(noise)}
    canary: {kind: value, value: 1}
    attack: {kind: output}
    game: {trialsPerWorld: \(trials)}
    claim: {\(claim)}
    evidence: {method: sequential, stop: \(stop)}
    """
  }

  static func kept(_ folder: URL) throws -> Int {
    try RunFile.blocks(at: folder.appending(path: "reports/small.sqlite")).reduce(0) { $0 + $1.trials.count }
  }

  static func state(_ folder: URL) throws -> String {
    let report = try String(contentsOf: folder.appending(path: "reports/small.json"), encoding: .utf8)
    return try String(report[#require(report.range(of: "\"pairs\" : {")).lowerBound...].prefix(400))
  }

  @Test("ends with the claim refuted, at the same pair for any number of threads and size of blocks")
  func stopsWhenRefuted() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(
        Self.specification(trials: 100_000, claim: "delta: 1e-5, epsilon: 0.5", stop: "when-refuted"), in: folder)
      let run = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(run.status == 1 && run.output.hasPrefix("Refuted"), "\(run.errors)")
      let report = try RunCommandTests.reportWithoutEnvironment(folder)
      #expect(report.contains("the game stopped when the claim was refuted"))
      for options in [["--threads", "1", "--block-size", "64"], ["--threads", "4", "--block-size", "201"]] {
        let again = try CommandLineRun(["run", "small.yaml", "--fresh"] + options, in: folder)
        #expect(again.status == 1)
        #expect(try RunCommandTests.reportWithoutEnvironment(folder) == report)
        #expect(try Self.kept(folder) < 20_000)
      }
      // Once more, from what is kept: nothing is played.
      let kept = try Self.kept(folder)
      #expect(try CommandLineRun(["run", "small.yaml"], in: folder).status == 1)
      #expect(try Self.kept(folder) == kept)
      #expect(try RunCommandTests.reportWithoutEnvironment(folder) == report)
    }
  }

  @Test("goes on tomorrow with more trials, as if they had been planned at once")
  func goesOn() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(Self.specification(trials: 300, stop: "never", noise: 4), in: folder)
      #expect(try CommandLineRun(["run", "small.yaml", "--block-size", "7"], in: folder).status == 0)
      try RunCommandTests.write(Self.specification(trials: 1000, stop: "never", noise: 4), in: folder)
      let more = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(more.status == 0 && more.errors.contains("holds 600 of 2000 trials already"), "\(more.errors)")
      let (report, state) = (try RunCommandTests.reportWithoutEnvironment(folder), try Self.state(folder))
      #expect(try CommandLineRun(["run", "small.yaml", "--fresh"], in: folder).status == 0)
      #expect(try RunCommandTests.reportWithoutEnvironment(folder) == report)
      #expect(try Self.state(folder) == state)
      // Fewer trials than are kept, or another claim, are another run.
      try RunCommandTests.write(Self.specification(trials: 200, stop: "never", noise: 4), in: folder)
      let fewer = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(fewer.status == 2 && fewer.errors.contains("the specification has 400 in all"), "\(fewer.errors)")
      try RunCommandTests.write(
        Self.specification(trials: 1000, claim: "delta: 1e-6", stop: "never", noise: 4), in: folder)
      let other = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(other.status == 2 && other.errors.contains("claim.delta was"), "\(other.errors)")
    }
  }

  @Test("ends early where the trials left could not refute the claim, and says the same again")
  func stopsWhenDecided() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(
        Self.specification(trials: 400, claim: "delta: 1e-5, epsilon: 8", stop: "when-decided"), in: folder)
      let run = try CommandLineRun(["run", "small.yaml", "--block-size", "5"], in: folder)
      #expect(run.status == 3, "\(run.output)")
      let report = try RunCommandTests.reportWithoutEnvironment(folder)
      #expect(report.contains("64 trials with the canary and 64 without were weighed, of 800 planned"))
      #expect(report.contains("the game stopped because those left could not have refuted the claim"))
      #expect(try CommandLineRun(["run", "small.yaml"], in: folder).status == 3)
      #expect(try RunCommandTests.reportWithoutEnvironment(folder) == report)
    }
  }

  @Test("that was played to its end was not stopped, however often it is looked at, and goes on with more trials")
  func playedToTheEnd() throws {
    try withAuditFolder { folder in
      func report(trials: Int, _ options: [String] = []) throws -> String {
        try RunCommandTests.write(Self.specification(trials: trials, stop: "when-decided", noise: 4), in: folder)
        let run = try CommandLineRun(["run", "small.yaml"] + options, in: folder)
        #expect(run.status == 0 || run.status == 3, "\(run.errors)")
        return try RunCommandTests.reportWithoutEnvironment(folder)
      }
      let first = try report(trials: 100)
      #expect(!first.contains("the game stopped"))
      #expect(try report(trials: 100) == first)
      let more = try report(trials: 700, ["--block-size", "9"])
      #expect(try report(trials: 700, ["--fresh"]) == more)
    }
  }

  @Test("gives bound no more trials than it weighed, and only the method that allows for it")
  func boundOfStoppedRun() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(
        Self.specification(trials: 100_000, claim: "delta: 1e-5, epsilon: 0.5", stop: "when-refuted"), in: folder)
      #expect(try CommandLineRun(["run", "small.yaml", "--block-size", "201"], in: folder).status == 1)
      let bound = try CommandLineRun(["bound", "reports/small.sqlite", "--delta", "1e-5"], in: folder)
      let report = try RunCommandTests.reportWithoutEnvironment(folder)
      let weighed = try #require(report.firstMatch(of: /(\d+) trials with the canary/)?.1)
      #expect(bound.status == 0 && bound.output.contains("\(weighed) included, \(weighed) excluded"), "\(bound.output)")
      #expect(bound.output.contains("0.05 for sequential"))
      #expect(bound.output.contains("does not apply: the game ended when its scores said so"))
      let other = try CommandLineRun(
        ["bound", "reports/small.sqlite", "--delta", "1e-5", "--method", "rank-grid"], in: folder)
      #expect(other.status == 2 && other.errors.contains("the game ended when its scores said so"), "\(other.errors)")
    }
  }

  @Test("whose trials were tampered with refuses to go on")
  func damagedPairs() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(Self.specification(trials: 100, stop: "never"), in: folder)
      _ = try CommandLineRun(["run", "small.yaml"], in: folder)
      let queue = try DatabaseQueue(path: folder.appending(path: "reports/small.sqlite").path)
      try queue.write { try $0.execute(sql: "UPDATE block SET memberships = zeroblob(trials); DELETE FROM sequential") }
      try queue.close()
      let run = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(run.status == 2 && run.errors.contains("trials 0 and 1 are in the same world"), "\(run.errors)")
    }
  }

  @Test("whose kept state was tampered with refuses to go on")
  func damagedState() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(Self.specification(trials: 100, stop: "never"), in: folder)
      let identity = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(identity.status == 0 || identity.status == 3)
      let file = folder.appending(path: "reports/small.sqlite")
      var bytes = try Data(contentsOf: file)
      // Pages that are no longer in use hold older states.
      while let range = bytes.range(of: Data("\"downward\"".utf8)) {
        bytes.replaceSubrange(range, with: Data("\"downwerd\"".utf8))
      }
      try bytes.write(to: file)
      let run = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(run.status == 2 && run.errors.contains("the state of its sequential test is damaged"), "\(run.errors)")
    }
  }
}

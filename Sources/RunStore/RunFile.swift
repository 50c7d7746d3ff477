package import Foundation
internal import GRDB
package import PrivacyModel

/// The durable record of a run: an SQLite file with the specification, the tool and every finished block of trials.
///
/// Tables: `run` (one row), `sequential` (the state of a sequential test as JSON, one row or none), `learned` (the test that
/// an attack learned before the game, as JSON, one row or none), `incident` (what befell the workers of an external
/// mechanism, as JSON), `standardError` (the last of what they wrote there) and `block` (first trial, number of trials and
/// candidates, scores as little-endian doubles, memberships as bytes, failures as JSON, seconds). A block is in the file
/// whole or not at all. From opening on no other process can read or write the file. Every method throws `RunFileError`
/// and nothing else.
package final class RunFile: Sendable {
  package static let schemaVersion = 5

  package let url: URL
  private let database: DatabaseQueue

  /// Opens the run file at `url`, or makes it, for the run that `identity` describes.
  ///
  /// - Parameter startingAfresh: Whether what the file holds goes first, trials of whichever run or anything else. It
  ///   stays where another process holds the file.
  /// - Throws: `RunFileError` when the file belongs to another run, is in use, or is no run file.
  package init(at url: URL, for identity: RunIdentity, startingAfresh: Bool = false) throws {
    self.url = url
    do {
      database = try Self.open(url, for: identity, startingAfresh: startingAfresh)
    } catch RunFileError.notARunFile where startingAfresh {
      try emptyUnusedFile(at: url)
      database = try Self.open(url, for: identity, startingAfresh: true)
    }
  }

  private static func open(_ url: URL, for identity: RunIdentity, startingAfresh: Bool) throws -> DatabaseQueue {
    try translatingErrors(of: url) {
      var configuration = Configuration()
      configuration.busyMode = .immediateError
      configuration.prepareDatabase { database in
        // A second process that opened the same file would play the same trials; and a block that was reported must
        // survive a loss of power.
        try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
        try database.execute(sql: "PRAGMA synchronous = FULL")
      }
      let queue = try DatabaseQueue(path: url.path, configuration: configuration)
      // The locking mode keeps locks and takes none: this transaction takes the one that nobody can share, before it
      // looks.
      try queue.writeWithoutTransaction { database in
        try database.inTransaction(.exclusive) {
          if startingAfresh {
            try database.execute(
              sql: """
                DROP TABLE IF EXISTS block; DROP TABLE IF EXISTS sequential; DROP TABLE IF EXISTS incident;
                DROP TABLE IF EXISTS learned; DROP TABLE IF EXISTS standardError;
                DROP TABLE IF EXISTS run;
                """)
          }
          if try database.tableExists("run") {
            try check(identity, in: database, of: url)
          } else {
            try createTables(in: database, of: url, identity)
          }
          return .commit
        }
      }
      return queue
    }
  }

  /// The finished blocks of the run file at `url`, by first trial, whichever run it belongs to.
  package static func blocks(at url: URL) throws -> [TrialBlock] {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw RunFileError.notARunFile(url, reason: "there is no such file")
    }
    return try translatingErrors(of: url) {
      // Not read-only: a block that a killed run was writing is rolled back first.
      try DatabaseQueue(path: url.path).read { try $0.blocks(of: url) }
    }
  }

  /// The specification of the run in the file at `url`, as JSON, and the state of its sequential test where there is one.
  package static func record(at url: URL) throws -> (specification: String, sequentialState: String?) {
    try translatingErrors(of: url) {
      try DatabaseQueue(path: url.path).read { database in
        guard let specification = try String.fetchOne(database, sql: "SELECT specification FROM run") else {
          throw RunFileError.notARunFile(url, reason: "its table run is empty")
        }
        return (specification, try String.fetchOne(database, sql: "SELECT state FROM sequential"))
      }
    }
  }

  /// Adds a block of finished trials; on return it is on the disk.
  ///
  /// - Parameters:
  ///   - sequentialState: Of the test of a sequential audit, a function of the first trials in their order.
  ///   - incidents: What befell workers meanwhile.
  package func append(
    _ block: TrialBlock, seconds: Double, sequentialState: String? = nil, incidents: [WorkerIncident] = []
  ) throws {
    try translatingErrors(of: url) {
      try database.write { database in
        try database.insert(block, seconds: seconds)
        try database.insert(incidents)
        guard let sequentialState else { return }
        try database.execute(sql: "INSERT OR REPLACE INTO sequential VALUES (1, ?)", arguments: [sequentialState])
      }
    }
  }

  /// Keeps the test that the attack of the run learned, before the first block; on return it is on the disk.
  ///
  /// - Parameter incidents: What befell workers meanwhile.
  package func keep(learnedScore: String, incidents: [WorkerIncident]) throws {
    try translatingErrors(of: url) {
      try database.write { database in
        try database.execute(sql: "INSERT INTO learned VALUES (1, ?)", arguments: [learnedScore])
        try database.insert(incidents)
      }
    }
  }

  /// Keeps what befell workers since the last block, and the last that they wrote to standard error.
  package func keep(_ incidents: [WorkerIncident], standardErrors: [String]) throws {
    try translatingErrors(of: url) {
      try database.write { database in
        try database.insert(incidents)
        for text in standardErrors {
          try database.execute(sql: "INSERT INTO standardError VALUES (?)", arguments: [text])
        }
      }
    }
  }

  /// The test that the attack of the run learned; nil where there is none, or none yet.
  package func learnedScore() throws -> String? {
    try translatingErrors(of: url) {
      try database.read { try String.fetchOne($0, sql: "SELECT score FROM learned") }
    }
  }

  /// All finished blocks, by first trial.
  package func blocks() throws -> [TrialBlock] {
    try translatingErrors(of: url) {
      try database.read { try $0.blocks(of: url) }
    }
  }

  /// What befell workers, in the order in which it was kept.
  package func incidents() throws -> [WorkerIncident] {
    let texts = try translatingErrors(of: url) {
      try database.read { try String.fetchAll($0, sql: "SELECT incident FROM incident ORDER BY rowid") }
    }
    return try texts.map { text in
      guard let incident = try? JSONDecoder().decode(WorkerIncident.self, from: Data(text.utf8)) else {
        throw RunFileError.notARunFile(url, reason: "an incident in it is damaged")
      }
      return incident
    }
  }

  /// The trials of 0 ..< `trials` that no block holds yet.
  package func missingTrials(of trials: Int) throws -> [Range<Int>] {
    let finished = try translatingErrors(of: url) {
      try database.read { try $0.blockRanges(of: url) }
    }
    if let last = finished.last, last.upperBound > trials {
      throw RunFileError.moreTrials(url, trial: last.upperBound - 1, trials: trials)
    }
    var missing: [Range<Int>] = []
    var next = 0
    for block in finished {
      if block.lowerBound > next { missing.append(next..<block.lowerBound) }
      next = block.upperBound
    }
    if next < trials { missing.append(next..<trials) }
    return missing
  }

  /// The state beside the last block; nil where there is none.
  package func sequentialState() throws -> String? {
    try translatingErrors(of: url) {
      try database.read { try String.fetchOne($0, sql: "SELECT state FROM sequential") }
    }
  }

  /// Processor seconds of all finished trials.
  package func trialSeconds() throws -> Double {
    try translatingErrors(of: url) {
      try database.read { try Double.fetchOne($0, sql: "SELECT SUM(seconds) FROM block") ?? 0 }
    }
  }

  private static func createTables(in database: Database, of url: URL, _ identity: RunIdentity) throws {
    guard try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0 else {
      throw RunFileError.notARunFile(url, reason: "it is an SQLite file of something else")
    }
    try database.execute(
      sql: """
        CREATE TABLE run (schemaVersion INTEGER NOT NULL, toolVersion TEXT NOT NULL, build TEXT NOT NULL,
                          kernels TEXT NOT NULL, dataFingerprint TEXT NOT NULL, worker TEXT NOT NULL,
                          specification TEXT NOT NULL);
        CREATE TABLE incident (incident TEXT NOT NULL);
        CREATE TABLE standardError (text TEXT NOT NULL);
        CREATE TABLE learned (id INTEGER PRIMARY KEY CHECK (id = 1), score TEXT NOT NULL);
        CREATE TABLE sequential (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL);
        CREATE TABLE block (firstTrial INTEGER PRIMARY KEY, trials INTEGER NOT NULL, candidates INTEGER NOT NULL,
                            scores BLOB NOT NULL, memberships BLOB NOT NULL, failures TEXT NOT NULL, seconds REAL NOT NULL);
        """)
    try database.execute(
      sql: "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        schemaVersion, identity.toolVersion, identity.build, identity.kernels, identity.dataFingerprint,
        identity.worker, identity.specification,
      ])
  }

  private static func check(_ identity: RunIdentity, in database: Database, of url: URL) throws {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM run") else {
      throw RunFileError.notARunFile(url, reason: "its table run is empty")
    }
    let version = try row.decode(Int.self, forColumn: "schemaVersion")
    guard version == schemaVersion else {
      throw RunFileError.otherRun(url, difference: .schema(found: version, own: schemaVersion))
    }
    let found = RunIdentity(
      toolVersion: try row.decode(forColumn: "toolVersion"), build: try row.decode(forColumn: "build"),
      kernels: try row.decode(forColumn: "kernels"), dataFingerprint: try row.decode(forColumn: "dataFingerprint"),
      worker: try row.decode(forColumn: "worker"),
      specification: try row.decode(forColumn: "specification"), allowsMoreTrials: identity.allowsMoreTrials,
      trials: identity.trials)
    if let difference = try identity.difference(from: found) {
      throw RunFileError.otherRun(url, difference: difference)
    }
    if let last = try database.blockRanges(of: url).last, last.upperBound > identity.trials {
      throw RunFileError.moreTrials(url, trial: last.upperBound - 1, trials: identity.trials)
    }
    if found.specification != identity.specification {
      try database.execute(sql: "UPDATE run SET specification = ?", arguments: [identity.specification])
    }
  }
}

/// What `body` returns; what it throws, in the words of a run file.
private func translatingErrors<Result>(of url: URL, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch {
    throw RunFileError(error, url)
  }
}

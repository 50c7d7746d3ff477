package import Foundation
internal import GRDB
package import PrivacyModel

/// The durable record of a run: an SQLite file with the specification, the tool and every finished block of trials.
///
/// Tables: `run` (one row) and `block` (first trial, number of trials and candidates, scores as little-endian doubles,
/// memberships as bytes, failures as JSON, seconds). A block is in the file whole or not at all.
package final class RunFile: Sendable {
  package static let schemaVersion = 1

  package let url: URL
  private let database: DatabaseQueue

  /// Opens the run file at `url`, or makes it, for the run that `identity` describes.
  ///
  /// - Throws: `RunFileError` when the file belongs to another run, is in use, or is no run file.
  package init(at url: URL, for identity: RunIdentity) throws {
    self.url = url
    do {
      var configuration = Configuration()
      configuration.busyMode = .immediateError
      configuration.prepareDatabase { database in
        // A second process that opened the same file would play the same trials; and a block that was reported must
        // survive a loss of power.
        try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
        try database.execute(sql: "PRAGMA synchronous = FULL")
      }
      database = try DatabaseQueue(path: url.path, configuration: configuration)
      try database.write { database in
        if try database.tableExists("run") {
          try Self.check(identity, in: database, of: url)
        } else {
          try Self.createTables(in: database, of: url, identity)
        }
      }
    } catch let error as DatabaseError {
      throw RunFileError(error, url)
    }
  }

  /// The finished blocks of the run file at `url`, by first trial, whichever run it belongs to.
  package static func blocks(at url: URL) throws -> [TrialBlock] {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw RunFileError.notARunFile(url, reason: "there is no such file")
    }
    do {
      // Not read-only: a block that a killed run was writing is rolled back first.
      return try DatabaseQueue(path: url.path).read { try blocks(in: $0, of: url) }
    } catch let error as DatabaseError {
      throw RunFileError(error, url)
    }
  }

  /// Adds a block of finished trials; on return it is on the disk.
  package func append(_ block: TrialBlock, seconds: Double) throws {
    do {
      try database.write { database in
        try database.execute(
          sql: """
            INSERT INTO block (firstTrial, trials, candidates, scores, memberships, failures, seconds)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            block.trials.lowerBound, block.trials.count, block.candidates, Data(doubles: block.scores),
            Data(block.memberships.map(\.rawValue)),
            String(decoding: try JSONEncoder().encode(block.failures), as: UTF8.self),
            seconds,
          ])
      }
    } catch let error as DatabaseError {
      throw RunFileError(error, url)
    }
  }

  /// All finished blocks, by first trial.
  package func blocks() throws -> [TrialBlock] {
    do {
      return try database.read { try Self.blocks(in: $0, of: url) }
    } catch let error as DatabaseError {
      throw RunFileError(error, url)
    }
  }

  /// The trials of 0 ..< `trials` that no block holds yet.
  package func missingTrials(of trials: Int) throws -> [Range<Int>] {
    let finished = try database.read { database in
      try Row.fetchAll(database, sql: "SELECT firstTrial, trials FROM block ORDER BY firstTrial").map { row in
        let first: Int = row["firstTrial"]
        return first..<first + (row["trials"] as Int)
      }
    }
    var missing: [Range<Int>] = []
    var next = 0
    for block in finished {
      if block.lowerBound > next { missing.append(next..<block.lowerBound) }
      next = max(next, block.upperBound)
    }
    if next < trials { missing.append(next..<trials) }
    return missing
  }

  /// Processor seconds of all finished trials.
  package func trialSeconds() throws -> Double {
    try database.read { try Double.fetchOne($0, sql: "SELECT SUM(seconds) FROM block") ?? 0 }
  }

  private static func createTables(in database: Database, of url: URL, _ identity: RunIdentity) throws {
    guard try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0 else {
      throw RunFileError.notARunFile(url, reason: "it is an SQLite file of something else")
    }
    try database.execute(
      sql: """
        CREATE TABLE run (schemaVersion INTEGER NOT NULL, toolVersion TEXT NOT NULL, kernels TEXT NOT NULL,
                          dataFingerprint TEXT NOT NULL, specification TEXT NOT NULL);
        CREATE TABLE block (firstTrial INTEGER PRIMARY KEY, trials INTEGER NOT NULL, candidates INTEGER NOT NULL,
                            scores BLOB NOT NULL, memberships BLOB NOT NULL, failures TEXT NOT NULL, seconds REAL NOT NULL);
        """)
    try database.execute(
      sql: "INSERT INTO run VALUES (?, ?, ?, ?, ?)",
      arguments: [
        schemaVersion, identity.toolVersion, identity.kernels, identity.dataFingerprint, identity.specification,
      ])
  }

  private static func check(_ identity: RunIdentity, in database: Database, of url: URL) throws {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM run") else {
      throw RunFileError.notARunFile(url, reason: "its table run is empty")
    }
    let version: Int = row["schemaVersion"]
    guard version == schemaVersion else {
      throw RunFileError.otherRun(
        url, difference: "its schema version is \(version), this dpaudit writes \(schemaVersion)")
    }
    let found = RunIdentity(
      toolVersion: row["toolVersion"], kernels: row["kernels"], dataFingerprint: row["dataFingerprint"],
      specification: row["specification"])
    if let difference = identity.difference(from: found) { throw RunFileError.otherRun(url, difference: difference) }
  }

  private static func blocks(in database: Database, of url: URL) throws -> [TrialBlock] {
    try Row.fetchAll(database, sql: "SELECT * FROM block ORDER BY firstTrial").map { try block($0, in: url) }
  }

  private static func block(_ row: Row, in url: URL) throws -> TrialBlock {
    let (first, trials, candidates): (Int, Int, Int) = (row["firstTrial"], row["trials"], row["candidates"])
    let scores = (row["scores"] as Data).doubles
    let memberships = (row["memberships"] as Data).compactMap(Membership.init(rawValue:))
    guard trials > 0, scores.count == trials * candidates, memberships.count == scores.count else {
      throw RunFileError.notARunFile(url, reason: "the block of trial \(first) is damaged")
    }
    return TrialBlock(
      trials: first..<first + trials, candidates: candidates, scores: scores, memberships: memberships,
      failures: try JSONDecoder().decode([TrialFailure].self, from: Data((row["failures"] as String).utf8)))
  }
}

extension Data {
  fileprivate init(doubles: [Double]) {
    self.init(capacity: 8 * doubles.count)
    for value in doubles { Swift.withUnsafeBytes(of: value.bitPattern.littleEndian) { append(contentsOf: $0) } }
  }

  fileprivate var doubles: [Double] {
    withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { index in
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
      }
    }
  }
}

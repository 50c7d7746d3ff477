internal import Foundation
internal import GRDB
internal import PrivacyModel

extension Database {
  func insert(_ block: TrialBlock, seconds: Double) throws {
    try execute(
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

  func insert(_ incidents: [WorkerIncident]) throws {
    for incident in incidents {
      try execute(
        sql: "INSERT INTO incident VALUES (?)",
        arguments: [String(decoding: try JSONEncoder().encode(incident), as: UTF8.self)])
    }
  }

  /// All blocks, by first trial; all have as many candidates.
  func blocks(of url: URL) throws -> [TrialBlock] {
    let blocks = try Row.fetchAll(self, sql: "SELECT * FROM block ORDER BY firstTrial").map { try block($0, in: url) }
    if let other = blocks.first(where: { $0.candidates != blocks[0].candidates }) {
      throw damage(other.trials.lowerBound, url)
    }
    return blocks
  }

  /// The trials of all blocks, by first trial and without overlap.
  func blockRanges(of url: URL) throws -> [Range<Int>] {
    let ranges = try Row.fetchAll(self, sql: "SELECT firstTrial, trials FROM block ORDER BY firstTrial").map {
      try trials($0, in: url)
    }
    for (one, next) in zip(ranges, ranges.dropFirst()) where next.lowerBound < one.upperBound {
      throw damage(next.lowerBound, url)
    }
    return ranges
  }
}

private func block(_ row: Row, in url: URL) throws -> TrialBlock {
  let trials = try trials(row, in: url)
  let candidates = try row.decode(Int.self, forColumn: "candidates")
  let scores = try row.decode(Data.self, forColumn: "scores").doubles
  let memberships = try row.decode(Data.self, forColumn: "memberships").compactMap(Membership.init(rawValue:))
  guard scores.count.quotientAndRemainder(dividingBy: trials.count) == (candidates, 0),
    memberships.count == scores.count, !scores.contains(where: \.isNaN)
  else { throw damage(trials.lowerBound, url) }
  let failures = Data(try row.decode(String.self, forColumn: "failures").utf8)
  return TrialBlock(
    trials: trials, candidates: candidates, scores: scores, memberships: memberships,
    failures: try JSONDecoder().decode([TrialFailure].self, from: failures))
}

private func trials(_ row: Row, in url: URL) throws -> Range<Int> {
  let (first, count) = try (row.decode(Int.self, forColumn: "firstTrial"), row.decode(Int.self, forColumn: "trials"))
  let (end, overflows) = first.addingReportingOverflow(count)
  guard first >= 0, count > 0, !overflows else { throw damage(first, url) }
  return first..<end
}

func damage(_ firstTrial: Int, _ url: URL) -> RunFileError {
  .notARunFile(url, reason: "the block of trial \(firstTrial) is damaged")
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

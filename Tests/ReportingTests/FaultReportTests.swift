import PrivacyModel
import Reporting
import TestSupport
import Testing

@Suite("The report of a study of faults") struct FaultReportTests {
  static let snapshots = Snapshots()

  static func row(
    _ fault: KnownFault, _ audit: String, claimed: Double, truth: FaultSummary.Truth, refuted: Int, twins: Int = 0,
    weaker: [Int] = []
  ) -> FaultSummary.Row {
    func audits(_ refuted: Int) -> [FaultSummary.Audit] {
      (0..<20).map { number in
        let isRefuted = number < refuted
        return FaultSummary.Audit(
          isRefuted: isRefuted, pairs: isRefuted ? 40 + number : 2000, seconds: isRefuted ? 0.0012 : 0.08)
      }
    }
    return FaultSummary.Row(
      fault: fault, audit: audit, claimedEvent: .gaussian(noiseMultiplier: 4), claimedEpsilon: claimed,
      adjacency: .addOrRemove, truth: truth, mostPairs: 2000, audits: audits(refuted),
      twinAudits: audits(twins),
      weaker: zip(["black-box", "hidden-state"], weaker).map { FaultSummary.Weaker(audit: $0, audits: audits($1)) })
  }

  /// Faults of either family, one that is missed, twins that are refuted too often, and truths of every kind.
  static let summary = FaultSummary(
    seed: 3, seeds: 20, significance: 0.01, delta: 1e-5,
    rows: [
      row(
        .training(.noiseDividedByBatchSize), "every-update", claimed: 0.9268, truth: .epsilon(16.71), refuted: 20,
        weaker: [2, 20]),
      row(
        .training(.noiseMissingOnLayer), "every-update, canary in the last layer", claimed: 0.9268, truth: .unbounded,
        refuted: 19),
      row(
        .training(.paddedBatchCountedTwice), "every-update", claimed: 2, truth: .atLeast(2.486), refuted: 20, twins: 2),
      row(
        .training(.shuffledAsPoisson), "every-update", claimed: 14.2, truth: .atLeast(3.31), refuted: 7, weaker: [0, 3]),
      row(.query(.spentTwice), "likelihood ratio", claimed: 1, truth: .epsilon(2), refuted: 20),
    ])

  @Test("reads as it should")
  func matchesSnapshot() throws {
    let text = faultReport(Self.summary, toolVersion: "1.2.3")
    if let difference = try Self.snapshots.difference(of: text, from: "faults.md") { Issue.record("\(difference)") }
  }

  @Test("has no table of a family that was not studied")
  func oneFamily() {
    func report(_ isOfQuery: Bool) -> String {
      let rows = Self.summary.rows.filter { $0.fault.isOfQuery == isOfQuery }
      return faultReport(
        FaultSummary(seed: 3, seeds: 20, significance: 0.01, delta: 1e-5, rows: rows), toolVersion: "1.2.3")
    }
    let (ofQueries, ofTrainings) = (report(true), report(false))
    #expect(ofQueries.contains("## Faults of classical queries") && !ofQueries.contains("## Faults of DP-SGD"))
    #expect(!ofQueries.contains("## Who else finds them"))
    #expect(!ofTrainings.contains("## Faults of classical queries") && ofTrainings.contains("## Faults of DP-SGD"))
  }
}

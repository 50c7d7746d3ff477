import PrivacyModel
import Reporting
import TestSupport
import Testing

@Suite("The report of a study of faults") struct FaultReportTests {
  static let snapshots = Snapshots()

  static func row(
    _ fault: FaultName, _ audit: String, claimed: Double, truth: FaultSummary.Truth, refuted: Int, twins: Int = 0,
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

  /// A fault that is missed, twins that are refuted too often, and truths of every kind.
  static let summary = FaultSummary(
    seed: 3, seeds: 20, significance: 0.01, delta: 1e-5,
    rows: [
      row(
        .noiseDividedByBatchSize, "every-update", claimed: 0.9268, truth: .epsilon(16.71), refuted: 20, weaker: [2, 20]),
      row(
        .noiseMissingOnLayer, "every-update, canary in the last layer", claimed: 0.9268, truth: .unbounded, refuted: 19),
      row(.paddedBatchCountedTwice, "every-update", claimed: 2, truth: .atLeast(2.486), refuted: 20, twins: 2),
      row(.shuffledAsPoisson, "every-update", claimed: 14.2, truth: .atLeast(3.31), refuted: 7, weaker: [0, 3]),
    ])

  @Test("reads as it should")
  func matchesSnapshot() throws {
    let text = faultReport(Self.summary, toolVersion: "1.2.3")
    if let difference = try Self.snapshots.difference(of: text, from: "faults.md") { Issue.record("\(difference)") }
  }
}

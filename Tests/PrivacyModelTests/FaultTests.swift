import Foundation
import PrivacyModel
import Testing

@Suite("The corpus of faults") struct FaultTests {
  @Test("tells of every fault what is wrong and where it was seen", arguments: KnownFault.allCases)
  func description(fault: KnownFault) {
    let description = fault.description
    #expect(!description.words.isEmpty && !description.words.hasSuffix("."))
    #expect(!description.story.isEmpty)
    #expect(description.isObservable == (description.reasonUnseen == nil))
  }

  @Test("has one name and one account for each fault of either family")
  func distinct() {
    let faults = KnownFault.allCases
    #expect(faults.count == FaultName.allCases.count + QueryFault.allCases.count)
    #expect(Set(faults.map(\.rawValue)).count == faults.count)
    #expect(Set(faults.map(\.description.words)).count == faults.count)
    for fault in faults { #expect(KnownFault(rawValue: fault.rawValue) == fault) }
    #expect(KnownFault(rawValue: "no-such-fault") == nil)
    #expect(
      KnownFault(rawValue: "spent-twice")?.isOfQuery == true && KnownFault(rawValue: "timing")?.isOfQuery == false)
  }

  private static func row(_ refuted: Int, of count: Int, twins: Int = 0) -> FaultSummary.Row {
    func audits(_ refuted: Int, of count: Int) -> [FaultSummary.Audit] {
      (0..<count).map { FaultSummary.Audit(isRefuted: $0 < refuted, pairs: 10 + $0, seconds: Double($0)) }
    }
    return FaultSummary.Row(
      fault: .training(.timing), audit: "a", claimedEvent: .gaussian(noiseMultiplier: 1), claimedEpsilon: 1,
      adjacency: .addOrRemove, truth: .unbounded, mostPairs: 99,
      audits: audits(refuted, of: count), twinAudits: audits(twins, of: count))
  }

  private static func summary(_ rows: [FaultSummary.Row]) -> FaultSummary {
    FaultSummary(seed: 1, seeds: 20, significance: 0.01, delta: 1e-5, rows: rows)
  }

  @Test("misses a fault that fewer than 95 % of its audits refute")
  func missed() {
    #expect(Self.summary([Self.row(19, of: 20)]).violations == 0)
    #expect(Self.summary([Self.row(18, of: 20), Self.row(20, of: 20)]).violations == 1)
    #expect(Self.row(18, of: 20).audits.power == 0.9 && Self.row(3, of: 4).audits.medianPairs == 11)
  }

  @Test("allows as many refuted twins as the significance, and one by chance")
  func twins() {
    #expect(Self.summary([Self.row(20, of: 20, twins: 1)]).violations == 0)
    #expect(Self.summary([Self.row(20, of: 20, twins: 2)]).violations == 1)
    let many = [Self.row(20, of: 20, twins: 3)] + (0..<14).map { _ in Self.row(20, of: 20) }
    #expect(Self.summary(many).violations == 0)
    #expect(Self.summary(many + [Self.row(20, of: 20, twins: 1)]).violations == 1)
  }

  @Test("names the weakest adversary who finds a fault surely")
  func weakest() {
    let weaker = ["blind", "weak", "strong"].enumerated().map { index, name in
      FaultSummary.Weaker(audit: name, audits: Self.row(10 * index, of: 20).audits)
    }
    func row(_ weaker: [FaultSummary.Weaker]) -> FaultSummary.Row {
      FaultSummary.Row(
        fault: .training(.timing), audit: "a", claimedEvent: .gaussian(noiseMultiplier: 1), claimedEpsilon: 1,
        adjacency: .addOrRemove, truth: .unbounded, mostPairs: 99, audits: [], twinAudits: [],
        weaker: weaker)
    }
    #expect(row(weaker).weakest?.audit == "strong" && row(Array(weaker.prefix(2))).weakest == nil)
  }

  @Test("goes through JSON unchanged")
  func json() throws {
    let summary = Self.summary([Self.row(2, of: 3)])
    #expect(try JSONDecoder().decode(FaultSummary.self, from: JSONEncoder().encode(summary)) == summary)
  }
}

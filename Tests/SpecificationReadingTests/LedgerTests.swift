import PrivacyModel
import SpecificationReading
import Testing

@Suite("The ledger of a specification") struct LedgerTests {
  /// A specification with this evidence section, which begins on line 9.
  static func read(_ evidence: String, coins: CoinRule = .balanced) throws -> EvidenceSpecification {
    try readSpecification(
      """
      seed: 0
      mechanism: {kind: gaussian-sum, records: [], bound: 1, noiseMultiplier: 1}
      canary: {kind: value, value: 1}
      attack: {kind: output}
      game:
        trialsPerWorld: 2
        coins: \(coins.rawValue)
      claim: {delta: .5}
      evidence:
        significance: 0.05
      \(evidence.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
      """, named: "a.yaml"
    ).evidence
  }

  @Test("gives all to the rank grid unless told otherwise, to one method by name, or to several by share")
  func shares() throws {
    #expect(try Self.read("").ledger == [.init(method: .rankGrid, significance: 0.05)])
    #expect(try Self.read("method: sequential").ledger == [.init(method: .sequential, significance: 0.05)])
    let several = try Self.read("ledger:\n  sequential: 0.02\n  rank-grid: 0.03")
    #expect(
      several.ledger == [
        .init(method: .rankGrid, significance: 0.03), .init(method: .sequential, significance: 0.02),
      ])
    #expect(several.stop == .never && !several.allowsMoreTrials)
    #expect(try Self.read("method: sequential\nstop: when-refuted").allowsMoreTrials)
    #expect(try Self.read("method: fixed-threshold\nthreshold: 0.25").threshold == 0.25)
    #expect(try Self.read("method: gaussian\nassume: [gaussian-trade-off]").assumptions == [.gaussianTradeOff])
    #expect(try Self.read("method: steinke", coins: .fair).ledger[0].method == .steinke)
  }

  @Test(
    "refuses what costs more than there is, or decides without the right to",
    arguments: [
      (
        "ledger:\n  rank-grid: 0.03\n  split: 0.03", CoinRule.balanced,
        "11: evidence.ledger must be shares of at most the significance 0.05 in all, got 0.06"
      ),
      ("ledger: {}", .balanced, "11: evidence.ledger must be one method at least, got none"),
      (
        "method: split\nledger:\n  split: 0.05", .balanced,
        "12: evidence.ledger must be left out beside method, got split"
      ),
      (
        "ledger:\n  rankgrid: 0.05", .balanced,
        "12: evidence.ledger.rankgrid is not a key here; did you mean rank-grid? Keys: "
          + BoundMethod.allCases.map(\.name).joined(separator: ", ")
      ),
      (
        "method: gaussian", .balanced,
        "9: evidence.ledger.gaussian must be left out, its label being assumption, or beside assume: "
          + "[gaussian-trade-off], got without gaussian-trade-off"
      ),
      (
        "method: order-statistics\nassume: [gaussian-trade-off]", .fair,
        "9: evidence.ledger.order-statistics must be left out, its label being assumption, or beside assume: "
          + "[gaussian-trade-off, independent-canaries], got without independent-canaries"
      ),
      (
        "stop: when-refuted", .balanced,
        "11: evidence.stop must be never, but where sequential spends all: other methods hold for a number of trials that "
          + "was fixed beforehand, got when-refuted"
      ),
      ("method: sequential", .fair, "7: game.coins must be balanced for the method sequential, got fair"),
      (
        "method: rank-grid", .lifted,
        "5: game.candidates must be an even number for lifted coins, got 1"
      ),
      ("method: lifted-betting", .balanced, "7: game.coins must be lifted for the method lifted-betting, got balanced"),
      ("method: steinke", .balanced, "7: game.coins must be fair for the method steinke, got balanced"),
      (
        "method: fixed-threshold", .balanced,
        "9: evidence.threshold must be given: a finite number fixed beforehand, got nothing"
      ),
      (
        "method: random-bit", .fair,
        "9: evidence.ledger.random-bit must be left out, since it knows no δ but 0 and that of a claim is greater, got it"
      ),
      (
        "threshold: 1", .balanced,
        "11: evidence.threshold must be left out but with a method that reads scores against one, got 1"
      ),
    ])
  func refuses(evidence: String, coins: CoinRule, expected: String) {
    let error = #expect(throws: (any Error).self) { try Self.read(evidence, coins: coins) }
    #expect(error.map { "\($0)" } == "a.yaml:\(expected)")
  }
}

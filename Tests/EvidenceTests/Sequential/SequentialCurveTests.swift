import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import Testing

@Suite("Sequential test of a whole curve") struct SequentialCurveTests {
  static let gaussian = AnalyticGaussian.calibrated(epsilon: 4, delta: 1e-5)

  static func claim() throws -> PrivacyClaim {
    try PrivacyClaim(epsilon: 4, delta: 1e-5, adjacency: .addOrRemove, source: .stated)
  }

  /// What the Gaussian mechanism with ε = 4 at δ = 1e-5 promises at every ε.
  static var curve: TradeOffCurve {
    TradeOffCurve(
      points: (0...50).map { index in
        let epsilon = Double(index) / 10
        return PrivacyCurvePoint(epsilon: epsilon, lowerDelta: nil, upperDelta: gaussian.delta(epsilon: epsilon))
      })
  }

  /// Pairs until the claim is refuted; nil where `limit` of them did not.
  ///
  /// - Parameter share: Of the noise that there should be.
  static func pairsToRefute(share: Double, significance: Double, repetition: Int, limit: Int) throws -> Int? {
    var stream = RandomStream(seed: 77, trial: repetition, purpose: .data)
    var test = SequentialTest(claim: try claim(), significance: significance, curve: curve)
    let mean = 1 / (share * gaussian.noiseMultiplier)
    while test.state.refutedAtPair == nil, test.state.pairs < limit {
      test.add(ScorePair(included: mean + stream.nextNormal(), excluded: stream.nextNormal()))
    }
    return test.state.refutedAtPair
  }

  @Test(
    "refutes noise of 0.8 of what is claimed, at ε = 4, after a median of at most 5,000 pairs", arguments: [0.05, 0.01])
  func tooLittleNoise(significance: Double) throws {
    let pairs = try (0..<60).map {
      try Self.pairsToRefute(share: 0.8, significance: significance, repetition: $0, limit: 20_000) ?? 20_000
    }
    let median = pairs.sorted()[30]
    print("pairs until half of all audits refute the curve at 0.8 of the noise: \(median) at \(significance)")
    #expect(median <= 5000)
  }

  /// Ville's inequality is not tight: at the rate that is seen, other seeds would fail with a probability below 1e-6.
  @Test("refutes a mechanism exactly at its curve in no more than α of 1,000 audits, looked at after each of 400 pairs")
  func falseAlarms() throws {
    let refuted = try (0..<1000).count {
      try Self.pairsToRefute(share: 1, significance: 0.05, repetition: $0, limit: 400) != nil
    }
    print("\(refuted) of 1,000 true curves refuted at 0.05")
    #expect(refuted <= 50)
  }

  @Test("goes on from its stored state as if it had never stopped, and says how the bets on the curve stand")
  func resumes() throws {
    var stream = RandomStream(seed: 78, trial: 0, purpose: .data)
    var whole = SequentialTest(claim: try Self.claim(), significance: 0.05, curve: Self.curve)
    var parts = whole
    for _ in 0..<300 {
      let pair = ScorePair(included: 1 + stream.nextNormal(), excluded: stream.nextNormal())
      whole.add(pair)
      parts = try SequentialTest(
        resuming: JSONDecoder().decode(SequentialState.self, from: JSONEncoder().encode(parts.state)))
      parts.add(pair)
    }
    #expect(parts.state == whole.state)
    #expect(whole.evidence.curveLog10Wealth?.isFinite == true)
    let point = SequentialTest(claim: try Self.claim(), significance: 0.05)
    #expect(point.evidence.curveLog10Wealth == nil)
  }
}

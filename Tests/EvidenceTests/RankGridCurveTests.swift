import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import Testing

@Suite("Rank grid test of a claimed curve") struct RankGridCurveTests {
  /// Tangents of μ-Gaussian DP.
  static func gaussian(mu: Double, count: Int = 24) -> TradeOffCurve {
    let noise = AnalyticGaussian(noiseMultiplier: 1 / mu)
    return TradeOffCurve(
      points: (0..<count).map { index in
        let epsilon = 4.5 * mu * Double(index) / Double(count - 1)
        return PrivacyCurvePoint(epsilon: epsilon, lowerDelta: nil, upperDelta: noise.delta(epsilon: epsilon))
      })
  }

  static func point(_ epsilon: Double, _ delta: Double) -> TradeOffCurve {
    TradeOffCurve(points: [PrivacyCurvePoint(epsilon: epsilon, lowerDelta: nil, upperDelta: delta)])
  }

  static func test(_ curve: TradeOffCurve, _ arms: ScoreArms, significance: Double = 0.05, seed: UInt64 = 1) throws
    -> CurveTest
  {
    try rankGridTest(of: curve, arms, significance: significance, tieBreakingSeed: seed)
  }

  @Test("of one point refutes exactly the ε below the bound at its δ", arguments: [0, 1e-5, 0.05])
  func agreesWithBound(delta: Double) throws {
    for (repetition, mechanism) in [SyntheticMechanism.gaussian, .laplace, .randomisedResponse].enumerated() {
      let arms = mechanism.arms(trialsPerArm: 400, repetition: repetition)
      let epsilon = try rankGridBound(
        arms, delta: delta, adjacency: .addOrRemove, significance: 0.05, tieBreakingSeed: 1
      ).epsilon
      #expect(epsilon > 0.3)
      #expect(try Self.test(Self.point(epsilon - 1e-4, delta), arms).isRefuted)
      #expect(try !Self.test(Self.point(epsilon + 1e-4, delta), arms).isRefuted)
    }
  }

  /// Where all n included scores exceed all n excluded ones, rank 1 is the strongest: B ~ Beta(1, n), p = E T(B)^n.
  @Test("has the p-value of its definition, by the midpoint rule", arguments: [(10, 6.0), (64, 12)])
  func definition(trials: Int, points: Double) throws {
    let (claimed, n, panels) = (Self.gaussian(mu: 1), Double(trials), 400_000)
    let sum = (0..<panels).reduce(0.0) { sum, index in
      let rate = (Double(index) + 0.5) / Double(panels)
      let limit = claimed.largestTruePositiveRate(atFalsePositiveRate: rate)
      return sum + n * pow(1 - rate, n - 1) * pow(limit, n)
    }
    let expected = points * sum / Double(panels)
    let pValue = try Self.test(claimed, RankGridTests.separated(trials)).pValue
    #expect(expected < 0.5 && abs((pValue - points * 1e-17) / expected - 1) < 3e-6, "\(pValue) \(expected)")
  }

  @Test("has a p-value no larger than that of any of its points")
  func isStrongerThanItsPoints() throws {
    let claimed = Self.gaussian(mu: 0.6)
    for repetition in 0..<5 {
      let arms = SyntheticMechanism.gaussian.arms(trialsPerArm: 300, repetition: repetition)
      let whole = try Self.test(claimed, arms).pValue
      for point in claimed.points {
        let single = try Self.test(TradeOffCurve(points: [point]), arms).pValue
        #expect(whole <= single * (1 + 3e-6))
      }
    }
  }

  /// Unit Gaussians one apart attain every point of 1-Gaussian DP.
  @Test("refutes a claim that is exactly true no more often than its significance")
  func exactClaim() throws {
    let (claimed, repetitions, significance) = (Self.gaussian(mu: 1), 2000, 0.2)
    let refuted = try (0..<repetitions).count { repetition in
      let arms = SyntheticMechanism.gaussian.arms(trialsPerArm: 12, repetition: repetition)
      return try Self.test(claimed, arms, significance: significance, seed: UInt64(repetition)).isRefuted
    }
    #expect(refuted > 0 && Double(refuted) <= significance * Double(repetitions), "\(refuted)")
  }

  @Test("holds together with the bounds at every δ, at one significance")
  func holdTogether() throws {
    let (claimed, deltas, repetitions, significance) = (Self.gaussian(mu: 1), [1e-9, 1e-5, 1e-3, 0.05, 0.3], 300, 0.2)
    let noise = AnalyticGaussian(noiseMultiplier: 1)
    let truths = deltas.map { noise.epsilon(delta: $0) ?? 0 }
    var (anyFails, boundFails) = (0, 0)
    for repetition in 0..<repetitions {
      let arms = SyntheticMechanism.gaussian.arms(trialsPerArm: 60, repetition: repetition)
      let bounds = try rankGridBounds(
        arms, at: deltas, adjacency: .addOrRemove, significance: significance, tieBreakingSeed: UInt64(repetition))
      let fails = zip(bounds, truths).contains { $0.epsilon > $1 }
      let isRefuted = try Self.test(claimed, arms, significance: significance, seed: UInt64(repetition)).isRefuted
      boundFails += fails ? 1 : 0
      anyFails += fails || isRefuted ? 1 : 0
    }
    #expect(boundFails > 0 && anyFails <= mostFailures(of: repetitions, significance: significance), "\(anyFails)")
  }

  @Test("bounds at several δ are those at each alone")
  func severalDeltas() throws {
    let arms = SyntheticMechanism.laplace.arms(trialsPerArm: 500, repetition: 4)
    let deltas = [0, 1e-5, 0.1]
    let together = try rankGridBounds(
      arms, at: deltas, adjacency: .addOrRemove, significance: 0.05, tieBreakingSeed: 9)
    let alone = try deltas.map {
      try rankGridBound(arms, delta: $0, adjacency: .addOrRemove, significance: 0.05, tieBreakingSeed: 9)
    }
    #expect(together == alone)
  }

  /// Randomised response of ε = 4 is (4, 0)-DP, less than the (4.377, 1e-5) of 1-Gaussian DP; but it is right 98 times in
  /// 100, which 1-Gaussian DP allows to no test: at ε = 1 it has δ = 0.93 where the claim has 0.127.
  @Test("finds a mechanism that keeps its ε at 1e-5 and breaks the rest of its curve")
  func brokenElsewhere() throws {
    let claimed = try #require(AnalyticGaussian(noiseMultiplier: 1).epsilon(delta: 1e-5))
    #expect(claimed > 4.377)
    let truth = exp(4.0) / (1 + exp(4))
    for repetition in 0..<20 {
      var stream = RandomStream(seed: 4712, trial: repetition, purpose: .data)
      func scores(isIncluded: Bool) -> [Double] {
        (0..<500).map { _ in (stream.nextUniform() < truth) == isIncluded ? 1 : 0 }
      }
      let arms = ScoreArms(included: scores(isIncluded: true), excluded: scores(isIncluded: false))
      let bound = try rankGridBound(
        arms, delta: 1e-5, adjacency: .addOrRemove, significance: 0.05, tieBreakingSeed: 1)
      #expect(bound.epsilon < claimed && bound.epsilon > 2.5)
      let test = try Self.test(Self.gaussian(mu: 1), arms)
      #expect(test.isRefuted && test.pValue < 1e-14, "\(test.pValue)")
    }
  }

  @Test("refutes nothing where scores show nothing, and nothing that is not claimed")
  func nothing() throws {
    let tied = ScoreArms(included: [Double](repeating: 1, count: 100), excluded: [Double](repeating: 1, count: 100))
    #expect(try !Self.test(Self.point(0, 0), tied).isRefuted)
    let separated = ScoreArms(included: (0..<100).map { 1 + Double($0) }, excluded: (0..<100).map { -Double($0) })
    let test = try Self.test(TradeOffCurve(points: []), separated)
    #expect(!test.isRefuted && test.pValue == 1)
    #expect(try Self.test(Self.point(1, 0), separated).isRefuted)
  }
}

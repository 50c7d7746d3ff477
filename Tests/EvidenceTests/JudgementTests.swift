import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Verdict") struct JudgementTests {
  static func claim(_ epsilon: Double) throws -> PrivacyClaim {
    try PrivacyClaim(epsilon: epsilon, delta: 1e-5, adjacency: .addOrRemove, source: .stated)
  }

  /// An audit as `dpaudit run` makes it: a threshold from one half of the trials, a bound from the other.
  static func audit(trialsPerWorld: Int, mu: Double, seed: UInt64, significance: Double) throws -> EpsilonLowerBound {
    var stream = RandomStream(seed: seed, trial: 0, purpose: .data)
    func half() -> ScoreArms {
      ScoreArms(
        included: (0..<trialsPerWorld / 2).map { _ in mu + stream.nextNormal() },
        excluded: (0..<trialsPerWorld / 2).map { _ in stream.nextNormal() })
    }
    let threshold = try chooseThreshold(half(), delta: 1e-5, significance: significance)
    return try twoArmBound(
      half(), threshold: threshold, delta: 1e-5, adjacency: .addOrRemove, significance: significance, method: "split")
  }

  /// The claim is the mechanism's exact ε and the attack the optimal one. A Gaussian mechanism meets its claim at one
  /// error rate only, so its own rate of false refutations is far below α; the test after this one reaches α.
  @Test("refutes a Gaussian mechanism exactly at its claim in no more than α of 2,000 audits", arguments: [0.05, 0.2])
  func coversAtTheClaim(significance: Double) throws {
    let claim = try Self.claim(#require(AnalyticGaussian(noiseMultiplier: 1).epsilon(delta: 1e-5)))
    let refuted = try (0..<2000).count { seed in
      let bound = try Self.audit(trialsPerWorld: 200, mu: 1, seed: UInt64(seed), significance: significance)
      let refutes = bound.epsilon > claim.epsilon
      // A verdict that is no refutation comes with its power, which takes longer than the audit.
      if seed < 20 { #expect(try (judge(bound, against: claim, failedTrials: 0, of: 400) == .refuted) == refutes) }
      return refutes
    }
    // False alarm of this test below 1e-6: five standard deviations of a binomial at its nominal rate.
    #expect(Double(refuted) < 2000 * significance + 5 * (2000 * significance * (1 - significance)).squareRoot())
  }

  /// Randomised response meets (ε, 0) at both error rates at once, the least favourable case.
  @Test("refutes randomised response exactly at its claim in no more than α of 2,000 audits", arguments: [0.05, 0.5])
  func coversRandomisedResponse(significance: Double) throws {
    let epsilon = log(3.0)
    let claim = try Self.claim(epsilon)
    var refuted = 0
    for seed in 0..<2000 {
      var stream = RandomStream(seed: 77, trial: seed, purpose: .data)
      func arm(truth: Double) -> [Double] {
        (0..<400).map { _ in stream.nextUniform() < 0.75 ? truth : 1 - truth }
      }
      func half() -> ScoreArms { ScoreArms(included: arm(truth: 1), excluded: arm(truth: 0)) }
      let threshold = try chooseThreshold(half(), delta: 1e-5, significance: significance)
      let bound = try twoArmBound(
        half(), threshold: threshold, delta: 1e-5, adjacency: .addOrRemove, significance: significance, method: "split")
      if bound.epsilon > claim.epsilon { refuted += 1 }
    }
    #expect(Double(refuted) < 2000 * significance + 5 * (2000 * significance * (1 - significance)).squareRoot())
    #expect(refuted > 0 || significance < 0.5, "a test whose bound never comes near the claim shows nothing")
  }

  @Test("is inconclusive where even a perfect attack could not refute, and where too many trials failed")
  func inconclusive() throws {
    let bound = try Self.audit(trialsPerWorld: 20, mu: 1, seed: 1, significance: 0.05)
    guard case .inconclusive(let reason) = try judge(bound, against: Self.claim(8), failedTrials: 0, of: 40) else {
      Issue.record("expected an inconclusive verdict")
      return
    }
    #expect(reason.contains("trialsPerWorld"))
    let larger = try Self.audit(trialsPerWorld: 2000, mu: 1, seed: 1, significance: 0.05)
    guard case .inconclusive = try judge(larger, against: Self.claim(3), failedTrials: 41, of: 4000) else {
      Issue.record("expected an inconclusive verdict")
      return
    }
    guard case .consistent = try judge(larger, against: Self.claim(3), failedTrials: 40, of: 4000) else {
      Issue.record("expected a consistent verdict")
      return
    }
  }

  @Test("states a power that simulated audits of a Gaussian mechanism reach")
  func powerHolds() throws {
    let claim = try Self.claim(1)
    let power = try #require(try auditPower(included: 500, excluded: 500, claim: claim, significance: 0.05))
    let mu = 1 / AnalyticGaussian.calibrated(epsilon: power.detectableEpsilon, delta: 1e-5).noiseMultiplier
    #expect(power.power == 0.9 && power.detectableEpsilon > 1)
    // At a threshold fixed where the true error rates favour the audit most, by simulation of the same size.
    var best = 0
    for step in 0...24 {
      let threshold = -3 + (mu + 6) * Double(step) / 24
      var stream = RandomStream(seed: 5, trial: step, purpose: .data)
      let refuted = try (0..<400).count { _ in
        let arms = ScoreArms(
          included: (0..<500).map { _ in mu + stream.nextNormal() },
          excluded: (0..<500).map { _ in stream.nextNormal() })
        return try TwoArmBoundTests.bound(arms, delta: 1e-5, significance: 0.05, threshold: threshold).epsilon > 1
      }
      best = max(best, refuted)
    }
    // Binomial(400, 0.9) has standard deviation 6; the best of 25 thresholds is a little above the best fixed one.
    #expect((340...385).contains(best), "\(best) of 400")
  }
}

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

  /// An audit as `dpaudit run` makes it with the method `split`.
  struct Audit {
    let arms: ScoreArms
    let question: BoundQuestion
    let bound: EpsilonLowerBound

    init(included: [Double], excluded: [Double], significance: Double) throws {
      var scores = MembershipScores()
      for score in included { scores.append(score, .included) }
      for score in excluded { scores.append(score, .excluded) }
      question = BoundQuestion(delta: 1e-5, adjacency: .addOrRemove, significance: significance)
      let prepared = try PreparedScores(scores, question)
      arms = prepared.arms
      bound = try #require(try BoundMethod.split.bound(prepared, question))
    }

    init(trialsPerWorld: Int, mu: Double, seed: UInt64, significance: Double) throws {
      var stream = RandomStream(seed: seed, trial: 0, purpose: .data)
      try self.init(
        included: (0..<trialsPerWorld).map { _ in mu + stream.nextNormal() },
        excluded: (0..<trialsPerWorld).map { _ in stream.nextNormal() }, significance: significance)
    }

    func verdict(on claim: PrivacyClaim, failedTrials: Int = 0) throws -> Verdict {
      try judge([bound], against: claim, question: question, arms: arms, failedTrials: failedTrials)
    }
  }

  /// The claim is the mechanism's exact ε and the attack the optimal one. A Gaussian mechanism meets its claim at one
  /// error rate only, so that its rate of false refutations is far below α.
  @Test("refutes a Gaussian mechanism exactly at its claim in no more than α of 2,000 audits", arguments: [0.05, 0.2])
  func coversAtTheClaim(significance: Double) throws {
    let claim = try Self.claim(#require(AnalyticGaussian(noiseMultiplier: 1).epsilon(delta: 1e-5)))
    let refuted = try (0..<2000).count { seed in
      let audit = try Audit(trialsPerWorld: 200, mu: 1, seed: UInt64(seed), significance: significance)
      let refutes = audit.bound.epsilon > claim.epsilon
      // A verdict that is no refutation comes with its power, which takes longer than the audit.
      if seed < 20 { #expect(try (audit.verdict(on: claim) == .refuted) == refutes) }
      return refutes
    }
    // False alarm of this test below 1e-6: five standard deviations of a binomial at its nominal rate.
    #expect(Double(refuted) < 2000 * significance + 5 * (2000 * significance * (1 - significance)).squareRoot())
  }

  /// Randomised response meets (ln 3, 0) at both error rates at once, the least favourable case. The expected rates are
  /// sums over both binomial counts, by SciPy; a bound that spent α twice would refute in 2.7 % and 61 %.
  @Test(
    "refutes randomised response exactly at its claim as often as its two binomial counts say, which is less than α",
    arguments: [(0.05, 0.00988), (0.5, 0.26888)])
  func coversRandomisedResponse(significance: Double, expectedRate: Double) throws {
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
        half(), threshold: threshold, delta: 1e-5, adjacency: .addOrRemove, significance: significance)
      if bound.epsilon > claim.epsilon { refuted += 1 }
    }
    // Five standard deviations: false alarm below 1e-5.
    let deviation = (2000 * expectedRate * (1 - expectedRate)).squareRoot()
    #expect(abs(Double(refuted) - 2000 * expectedRate) < 5 * deviation, "\(refuted) of 2000")
  }

  /// The case that shows a leak from choosing to counting best: a threshold chosen on the counted trials themselves
  /// would report more than 0 in 35 % of these audits.
  @Test("shows nothing of pure noise in more than α of 2,000 audits")
  func coversPureNoise() throws {
    let leaks = try (0..<2000).count { seed in
      try Audit(trialsPerWorld: 400, mu: 0, seed: UInt64(31_000_000 + seed), significance: 0.2).bound.epsilon > 0
    }
    #expect(Double(leaks) < 0.2 * 2000, "\(leaks) of 2000")
  }

  @Test("is inconclusive where even a perfect attack could not refute, and where too many trials failed")
  func inconclusive() throws {
    let small = try Audit(trialsPerWorld: 20, mu: 1, seed: 1, significance: 0.05)
    guard case .inconclusive(let reason) = try small.verdict(on: Self.claim(8)) else {
      Issue.record("expected an inconclusive verdict")
      return
    }
    #expect(reason.contains("trialsPerWorld"))
    let larger = try Audit(trialsPerWorld: 2000, mu: 1, seed: 1, significance: 0.05)
    guard case .inconclusive = try larger.verdict(on: Self.claim(3), failedTrials: 41) else {
      Issue.record("expected an inconclusive verdict")
      return
    }
    guard case .consistent = try larger.verdict(on: Self.claim(3), failedTrials: 40) else {
      Issue.record("expected a consistent verdict")
      return
    }
  }

  @Test("is inconclusive where all trials have the same score, finite or not", arguments: [0, -Double.infinity])
  func constantScores(score: Double) throws {
    let constant = [Double](repeating: score, count: 1000)
    let verdict = try Audit(included: constant, excluded: constant, significance: 0.05).verdict(on: Self.claim(1))
    guard case .inconclusive(let reason) = verdict else {
      Issue.record("expected an inconclusive verdict, got \(verdict)")
      return
    }
    #expect(reason.contains("same score"))
  }

  @Test("states a power that simulated audits of a Gaussian mechanism reach")
  func powerHolds() throws {
    let claim = try Self.claim(1)
    let power = try #require(try auditPower(included: 500, excluded: 500, claim: claim, significance: 0.05))
    let detectable = try #require(power.detectableEpsilon)
    let mu = 1 / AnalyticGaussian.calibrated(epsilon: detectable, delta: 1e-5).noiseMultiplier
    #expect(power.power == 0.9 && detectable > 1)
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

import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Plan of the rank grid") struct RankGridPlanTests {
  /// The share of audits with real scores, drawn and sorted, that refute the claim.
  static func refutedShare(
    _ alternative: Alternative, trials: Int, delta: Double, audits: Int
  ) throws -> Double {
    var mu = 0.0
    if case .gaussian(let epsilon) = alternative {
      mu = 1 / AnalyticGaussian.calibrated(epsilon: epsilon, delta: delta).noiseMultiplier
    }
    let refuted = try (0..<audits).count { repetition in
      var stream = RandomStream(seed: 99, trial: repetition, purpose: .data)
      var arms: (included: [Double], excluded: [Double]) = ([], [])
      for _ in 0..<trials {
        switch alternative {
        case .gaussian:
          arms.included.append(mu + stream.nextNormal())
          arms.excluded.append(stream.nextNormal())
        case .laplace(let epsilon):
          // The difference of two exponential numbers.
          func noise() -> Double { (log(stream.nextUniform()) - log(stream.nextUniform())) / epsilon }
          arms.included.append(1 + noise())
          arms.excluded.append(noise())
        case .randomisedResponse(let epsilon):
          let truth = 1 / (1 + exp(-epsilon))
          arms.included.append(stream.nextUniform() < truth ? 1 : 0)
          arms.excluded.append(stream.nextUniform() < truth ? 0 : 1)
        case .rates(let truePositive, let falsePositive):
          arms.included.append(stream.nextUniform() < truePositive ? 1 : 0)
          arms.excluded.append(stream.nextUniform() < falsePositive ? 1 : 0)
        }
      }
      return try rankGridBound(
        ScoreArms(included: arms.included, excluded: arms.excluded), delta: delta, adjacency: .addOrRemove,
        significance: 0.05, tieBreakingSeed: UInt64(repetition)
      ).epsilon > 1
    }
    return Double(refuted) / Double(audits)
  }

  /// 400 audits leave a standard deviation of 0.015 at 0.9, and the 1000 of the plan one of 0.0095; together 0.018, of
  /// which four are allowed. Few trials have a power that jumps from one number to the next.
  @Test(
    "has the power asked for, by audits with scores of their own",
    arguments: [
      (Alternative.gaussian(epsilon: 4), 1e-5), (.laplace(epsilon: 2), 0), (.randomisedResponse(epsilon: 1.5), 1e-4),
      (.rates(truePositive: 0.05, falsePositive: 0.002), 1e-5), (.gaussian(epsilon: 20), 1e-3),
    ])
  func power(alternative: Alternative, delta: Double) throws {
    let needed = try #require(PlanningTests.plans(delta: delta, alternative: alternative)[.rankGrid]?.trials)
    let share = try Self.refutedShare(alternative, trials: needed, delta: delta, audits: 400)
    #expect(share > 0.9 - 0.072, "\(needed) trials: \(share)")
    let fewer = try Self.refutedShare(alternative, trials: needed - 1, delta: delta, audits: 400)
    #expect(fewer < 0.9 + 0.072, "\(needed - 1) trials: \(fewer)")
  }

  @Test("needs at most as many trials as a threshold fixed at the best place", arguments: [2.0, 4, 8])
  func beatsFixedThreshold(epsilon: Double) throws {
    let plans = try PlanningTests.plans(delta: 1e-5, alternative: .gaussian(epsilon: epsilon))
    #expect(try #require(plans[.rankGrid]?.trials) < #require(plans[.fixedThreshold]?.trials))
  }

  @Test("is known for millions of trials")
  func millions() throws {
    let claim = try PrivacyClaim(epsilon: 1, delta: 1e-5, adjacency: .addOrRemove, source: .stated)
    let epsilon = try #require(
      try detectableEpsilon(
        method: .rankGrid, trials: 10_000_000, claim: claim, family: .gaussian, significance: 0.05))
    #expect(epsilon > 1 && epsilon < 1.3, "\(epsilon)")
  }
}

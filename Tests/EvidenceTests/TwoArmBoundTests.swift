import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Two-arm ε lower bound") struct TwoArmBoundTests {
  /// Scores that give these counts at threshold 0.5.
  static func arms(falseNegatives: Int, of included: Int, falsePositives: Int, of excluded: Int) -> ScoreArms {
    ScoreArms(
      included: (0..<included).map { $0 < falseNegatives ? 0 : 1 },
      excluded: (0..<excluded).map { $0 < falsePositives ? 1 : 0 })
  }

  static func bound(_ arms: ScoreArms, delta: Double, significance: Double, threshold: Double = 0.5) throws
    -> TwoArmBound
  {
    try twoArmBound(
      arms, threshold: threshold, delta: delta, adjacency: .addOrRemove, significance: significance)
  }

  @Test("gives the published 2.79 on the counts of the broken 0.21 claim")
  func publishedCase() throws {
    // TPR 4.922 % and FPR 0.174 % of 100,000 trainings each, at significance 1e-10: "Debugging Differential Privacy: A
    // Case Study for Privacy Auditing", section 4 of arXiv:2202.12219v3.
    let arms = Self.arms(falseNegatives: 95_078, of: 100_000, falsePositives: 174, of: 100_000)
    let bound = try Self.bound(arms, delta: 1e-5, significance: 1e-10)
    #expect(abs(bound.epsilon - 2.7950) < 5e-5)
    #expect(bound.falseNegativeRate.count.successes == 95_078 && bound.falsePositiveRate.count.successes == 174)
  }

  @Test("of a perfect attack is the ceiling ln((1 − x) / x), x = 1 − (α/2)^(1/n)", arguments: [1, 100, 1000])
  func perfectAttack(trials: Int) throws {
    let arms = Self.arms(falseNegatives: 0, of: trials, falsePositives: 0, of: trials)
    let bound = try Self.bound(arms, delta: 0, significance: 0.05)
    let x = -expm1(log(0.025) / Double(trials))
    #expect(relativeError(of: bound.epsilon, from: max(0, log((1 - x) / x))) < 1e-12)
  }

  @Test("uses both error directions")
  func bothDirections() throws {
    let rareFalsePositives = Self.arms(falseNegatives: 900, of: 1000, falsePositives: 0, of: 1000)
    let rareFalseNegatives = Self.arms(falseNegatives: 0, of: 1000, falsePositives: 900, of: 1000)
    let one = try Self.bound(rareFalsePositives, delta: 1e-5, significance: 0.05).epsilon
    let other = try Self.bound(rareFalseNegatives, delta: 1e-5, significance: 0.05).epsilon
    #expect(one > 2 && abs(one - other) < 1e-12)
  }

  @Test("is 0, never negative or NaN, where the arms agree, where δ exceeds the rates and where an arm has one trial")
  func degenerateCounts() throws {
    for (falseNegatives, falsePositives) in [(50, 50), (100, 0), (0, 100), (100, 100)] {
      let arms = Self.arms(falseNegatives: falseNegatives, of: 100, falsePositives: falsePositives, of: 100)
      #expect(try Self.bound(arms, delta: 0.9, significance: 0.05).epsilon == 0)
    }
    let single = Self.arms(falseNegatives: 0, of: 1, falsePositives: 0, of: 1)
    #expect(try Self.bound(single, delta: 1e-5, significance: 0.05).epsilon == 0)
  }

  @Test("counts a failed trial as looking excluded")
  func failedTrials() throws {
    let arms = ScoreArms(included: [1, -.infinity, 2], excluded: [-.infinity, 0])
    #expect(arms.falseNegatives(below: 0.5).successes == 1)
    #expect(arms.falsePositives(from: 0.5).successes == 0)
  }
}

@Suite("Threshold chosen on a split") struct SplitThresholdTests {
  @Test("lies halfway in the gap of separable scores")
  func separable() throws {
    let arms = ScoreArms(included: (0..<50).map { 10 + Double($0) }, excluded: (0..<50).map { -Double($0) })
    #expect(try chooseThreshold(arms, delta: 1e-5, significance: 0.05) == 5)
  }

  @Test("is no finite number where no trial has a score")
  func nothingToChooseFrom() throws {
    let arms = ScoreArms(included: [-.infinity, -.infinity], excluded: [-.infinity])
    #expect(try chooseThreshold(arms, delta: 1e-5, significance: 0.05) == .infinity)
  }

  @Test("does as well as trying every score, on large arms where it tries a grid")
  func gridLosesLittle() throws {
    var stream = RandomStream(seed: 11, trial: 0, purpose: .data)
    let arms = ScoreArms(
      included: (0..<20_000).map { _ in stream.nextNormal() + 2 },
      excluded: (0..<20_000).map { _ in stream.nextNormal() })
    let chosen = try TwoArmBoundTests.bound(
      arms, delta: 1e-5, significance: 0.05, threshold: chooseThreshold(arms, delta: 1e-5, significance: 0.05))
    var best = 0.0
    for threshold in (arms.included + arms.excluded).filter({ abs($0) < 6 }).enumerated().filter({ $0.offset % 7 == 0 })
    {
      best = max(
        best,
        try TwoArmBoundTests.bound(arms, delta: 1e-5, significance: 0.05, threshold: threshold.element).epsilon)
    }
    #expect(chosen.epsilon > 0.99 * best)
  }
}

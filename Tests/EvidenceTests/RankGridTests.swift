import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Rank grid bound") struct RankGridTests {
  static func bound(_ arms: ScoreArms, delta: Double = 1e-5, significance: Double = 0.05, seed: UInt64 = 1) throws
    -> TwoArmBound
  {
    try rankGridBound(
      arms, delta: delta, adjacency: .addOrRemove, significance: significance, tieBreakingSeed: seed)
  }

  /// Every included score above every excluded one.
  static func separated(_ trials: Int) -> ScoreArms {
    ScoreArms(included: (0..<trials).map { 1 + Double($0) }, excluded: (0..<trials).map { -Double($0) })
  }

  /// Of n and n scores all C(2n, n) orders are as likely when the mechanism shows nothing.
  @Test(
    "at ε = 0 is a permutation test of the first rank, at its share of the level",
    arguments: [(1, 2, 2.0), (2, 2, 6), (4, 4, 70), (10, 6, 184_756)])
  func permutationTest(trials: Int, points: Int, orders: Double) throws {
    let level = Double(points) / orders
    guard level < 1 else { return #expect(try Self.bound(Self.separated(trials), delta: 0).epsilon == 0) }
    #expect(try Self.bound(Self.separated(trials), delta: 0, significance: level * (1 - 1e-9)).epsilon == 0)
    #expect(try Self.bound(Self.separated(trials), delta: 0, significance: level * (1 + 1e-4)).epsilon > 0)
  }

  @Test("of perfect attacks exceeds what two Clopper–Pearson intervals give at the same share", arguments: [100, 1000])
  func perfectAttack(trials: Int) throws {
    let bound = try Self.bound(Self.separated(trials))
    let points = 2 * (1 + log2(Double(trials) / 2).rounded(.down))
    let x = -expm1(log(0.05 / points / 2) / Double(trials))
    #expect(bound.epsilon > log((1 - x) / x))
    #expect(bound.falseNegativeRate.count.successes + bound.falsePositiveRate.count.successes == 1)
  }

  @Test("is the same when arms and signs are exchanged")
  func symmetry() throws {
    let arms = SyntheticMechanism.gaussian.arms(trialsPerArm: 500, repetition: 3)
    let mirrored = ScoreArms(included: arms.excluded.map { -$0 }, excluded: arms.included.map { -$0 })
    #expect(abs(try Self.bound(arms).epsilon - Self.bound(mirrored).epsilon) < 2e-6)
  }

  @Test("fails no more often than its significance", arguments: SyntheticMechanism.allCases)
  func falseRefutations(mechanism: SyntheticMechanism) throws {
    let repetitions = 150
    let failures = try (0..<repetitions).count { repetition in
      let arms = mechanism.arms(trialsPerArm: 60, repetition: repetition)
      return try Self.bound(arms, significance: 0.2, seed: UInt64(repetition)).epsilon > mechanism.epsilon
    }
    #expect(failures <= mostFailures(of: repetitions, significance: 0.2))
  }

  @Test("beats the split, the median of splits and all thresholds on average")
  func isTightest() throws {
    for (mechanism, trials) in [(SyntheticMechanism.gaussian, 200), (.laplace, 1000)] {
      var sums = (grid: 0.0, split: 0.0, median: 0.0, all: 0.0)
      for repetition in 0..<12 {
        let arms = mechanism.arms(trialsPerArm: trials, repetition: repetition)
        let settings = (delta: 1e-5, adjacency: Adjacency.addOrRemove, significance: 0.05)
        sums.grid += try Self.bound(arms).epsilon
        sums.median += try medianOfSplitsBound(
          arms, splits: 5, seed: 1, delta: settings.delta, adjacency: settings.adjacency,
          significance: settings.significance
        ).epsilon
        sums.split += try medianOfSplitsBound(
          arms, splits: 1, seed: 1, delta: settings.delta, adjacency: settings.adjacency, significance: 0.1
        ).epsilon
        sums.all += try bonferroniBound(
          arms, delta: settings.delta, adjacency: settings.adjacency, significance: settings.significance
        ).epsilon
      }
      #expect(sums.grid > 1.1 * max(sums.split, sums.median, sums.all), "\(mechanism): \(sums)")
    }
  }

  @Test("shows nothing where all scores tie, where every trial failed and where an arm has one trial")
  func degenerateScores() throws {
    let failed = [Double](repeating: -.infinity, count: 300)
    for arms in [
      ScoreArms(included: [Double](repeating: 3, count: 300), excluded: [Double](repeating: 3, count: 200)),
      ScoreArms(included: failed, excluded: failed), ScoreArms(included: [1], excluded: [0]),
      ScoreArms(included: [.infinity], excluded: [-.infinity]),
    ] {
      #expect(try Self.bound(arms).epsilon == 0)
    }
  }

  @Test("keeps its strength on two scores: randomised response is found out")
  func ties() throws {
    let arms = SyntheticMechanism.randomisedResponse.arms(trialsPerArm: 5000, repetition: 1)
    let epsilon = try Self.bound(arms).epsilon
    #expect(epsilon > 0.75 && epsilon < 1)
    #expect(try Self.bound(arms).epsilon == epsilon)
    let failing = ScoreArms(
      included: arms.included + [Double](repeating: -.infinity, count: 50),
      excluded: arms.excluded + [Double](repeating: -.infinity, count: 50) + [.infinity])
    #expect(try Self.bound(failing).epsilon > 0.7)
  }

  @Test("takes well under a second for a million scores")
  func millionScores() throws {
    let arms = SyntheticMechanism.gaussian.arms(trialsPerArm: 500_000, repetition: 0)
    let start = ContinuousClock.now
    let epsilon = try Self.bound(arms).epsilon
    #expect(epsilon > 2.8 && epsilon < SyntheticMechanism.gaussian.epsilon)
    #expect(ContinuousClock.now - start < .seconds(3))
  }
}

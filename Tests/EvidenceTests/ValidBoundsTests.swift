import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Bounds that hold in finite samples") struct ValidBoundsTests {
  @Test(
    "all thresholds and the median of splits fail no more often than their significance",
    arguments: SyntheticMechanism.allCases)
  func falseRefutations(mechanism: SyntheticMechanism) throws {
    let repetitions = 100
    var failures = (all: 0, median: 0)
    for repetition in 0..<repetitions {
      let arms = mechanism.arms(trialsPerArm: 40, repetition: repetition)
      let all = try bonferroniBound(arms, delta: 1e-5, adjacency: .addOrRemove, significance: 0.2)
      let median = try medianOfSplitsBound(
        arms, splits: 3, seed: UInt64(repetition), delta: 1e-5, adjacency: .addOrRemove, significance: 0.2)
      failures.all += all.epsilon > mechanism.epsilon ? 1 : 0
      failures.median += median.epsilon > mechanism.epsilon ? 1 : 0
      #expect(median.significance == 0.2)
    }
    #expect(max(failures.all, failures.median) <= mostFailures(of: repetitions, significance: 0.2))
  }

  @Test("over all thresholds the bound is the largest at a share of the significance")
  func allThresholds() throws {
    let arms = SyntheticMechanism.gaussian.arms(trialsPerArm: 150, repetition: 2)
    let bound = try bonferroniBound(arms, delta: 1e-5, adjacency: .addOrRemove, significance: 0.05)
    let fixed = try (arms.included + arms.excluded).map { threshold in
      try twoArmBound(
        arms, threshold: threshold, delta: 1e-5, adjacency: .addOrRemove, significance: 0.05 / 300)
    }
    let largest = try #require(fixed.map(\.epsilon).max())
    // One trial fewer is counted, that which sets the threshold.
    #expect(abs(bound.epsilon - largest) < 0.05 && bound.epsilon > 0)
  }

  @Test("a split counts only trials that did not choose")
  func split() throws {
    let arms = SyntheticMechanism.gaussian.arms(trialsPerArm: 400, repetition: 5)
    let other = SyntheticMechanism.gaussian.arms(trialsPerArm: 300, repetition: 6)
    let bound = try splitBound(
      SplitArms(selection: arms, certification: other), delta: 1e-5, adjacency: .addOrRemove, significance: 0.05)
    #expect(bound.falseNegativeRate.count.trials == 300 && bound.epsilon > 0.2)
  }

  @Test("the random bit bound of 100 right guesses is logit(0.05^(1/100)), and exceeds that of two arms")
  func randomBit() throws {
    let perfect = try randomBitEpsilon(rightGuesses: BinomialCount(successes: 100, of: 100), significance: 0.05)
    let share = pow(0.05, 0.01)
    #expect(abs(perfect - log(share / (1 - share))) < 1e-10 && abs(perfect - 3.493) < 5e-4)
    #expect(try randomBitEpsilon(rightGuesses: BinomialCount(successes: 50, of: 100), significance: 0.05) == 0)
    #expect(try randomBitEpsilon(rightGuesses: BinomialCount(successes: 0, of: 3), significance: 0.05) == 0)
  }

  /// Enumerated exactly at the probability e^ε / (1 + e^ε) that ε-DP allows.
  @Test("the random bit bound fails with probability at most its significance", arguments: [0.0, 1, 3])
  func randomBitCoverage(epsilon: Double) throws {
    let (guesses, right) = (80, exp(epsilon) / (1 + exp(epsilon)))
    let failing = try (0...guesses).first { count in
      try randomBitEpsilon(rightGuesses: BinomialCount(successes: count, of: guesses), significance: 0.05) > epsilon
    }
    let failure = 1 - Binomial(trials: guesses, probability: right).lowerTail((failing ?? guesses + 1) - 1)
    #expect(failure <= 0.05 + 1e-12)
  }

  @Test("error bounds refute a whole curve exactly where they refute one of its points")
  func tradeOffCurve() throws {
    let noise = AnalyticGaussian(noiseMultiplier: 1)
    let curve = TradeOffCurve(
      points: stride(from: 0.0, through: 6, by: 0.05).map {
        PrivacyCurvePoint(epsilon: $0, lowerDelta: nil, upperDelta: noise.delta(epsilon: $0))
      })
    // Two Gaussians one deviation apart have FNR = Φ(Φ⁻¹(1 − FPR) − 1).
    for falsePositive in [0.001, 0.1, 0.5, 0.9] {
      let falseNegative = try GSL.normalLowerTail(GSL.normalQuantile(1 - falsePositive) - 1)
      #expect(!curve.isRefuted(byFalseNegativeUpper: falseNegative + 1e-12, falsePositiveUpper: falsePositive))
      #expect(curve.isRefuted(byFalseNegativeUpper: falseNegative * 0.95 - 1e-3, falsePositiveUpper: falsePositive))
    }
    #expect(!curve.isRefuted(byFalseNegativeUpper: 1, falsePositiveUpper: 0))
  }
}

@Suite("Bounds that rest on more") struct QualifiedBoundsTests {
  static func count(_ successes: Int, _ trials: Int) -> BinomialCount {
    BinomialCount(successes: successes, of: trials)
  }

  @Test("Jeffreys' credible bound is below Clopper–Pearson's and says that it is Bayesian")
  func jeffreys() throws {
    for (successes, trials) in [(0, 10), (3, 10), (9, 10), (174, 100_000)] {
      let count = Self.count(successes, trials)
      #expect(
        jeffreysUpperBound(count, significance: 0.05) < (try clopperPearsonUpperBound(count, significance: 0.05)))
    }
    #expect(jeffreysUpperBound(Self.count(10, 10), significance: 0.05) == 1)
    let bound = jeffreysBound(
      falseNegatives: Self.count(60, 100), falsePositives: Self.count(5, 100), threshold: 0, delta: 0,
      adjacency: .addOrRemove, significance: 0.05)
    let interval = RateRectangle.jeffreys(
      falseNegatives: Self.count(60, 100), falsePositives: Self.count(5, 100), significance: 0.1)
    #expect(abs(bound.epsilon - interval.epsilonInterval(delta: 0).lower) < 1e-12)
  }

  @Test("joint-beta intervals exist for every table of counts of up to three trials, and for ten million")
  func jointBetaEverywhere() {
    for trials in 1...3 {
      for missed in 0...trials {
        for alarms in 0...trials {
          for delta in [0, 1e-5, 0.3] {
            let interval = jointBetaInterval(
              falseNegatives: Self.count(missed, trials), falsePositives: Self.count(alarms, trials), delta: delta,
              significance: 0.1)
            #expect(interval.lower >= 0 && interval.upper >= interval.lower && interval.upper.isFinite)
          }
        }
      }
    }
    let huge = jointBetaInterval(
      falseNegatives: Self.count(5_000_000, 10_000_000), falsePositives: Self.count(500_000, 10_000_000), delta: 0,
      significance: 0.05)
    #expect(huge.lower < log(10) && huge.upper > log(10) && huge.upper - huge.lower < 0.01)
  }

  @Test("the Gaussian bound is symmetric in the errors, guesses either way at half the level, and is 0 on noise")
  func gaussianTradeOff() throws {
    let (few, many) = (Self.count(100, 1000), Self.count(300, 1000))
    func bound(_ falseNegatives: BinomialCount, _ falsePositives: BinomialCount, _ direction: GuessDirection) throws
      -> GaussianTradeOffBound
    {
      try gaussianTradeOffBound(
        falseNegatives: falseNegatives, falsePositives: falsePositives, delta: 1e-5, significance: 0.05,
        direction: direction)
    }
    let forward = try bound(few, many, .includedAbove)
    #expect(abs(forward.mu - (try bound(many, few, .includedAbove).mu)) < 1e-12 && forward.label == .assumption)
    #expect(forward.mu > 1.6 && forward.mu < 1.81)
    let reversed = try bound(few.complement, many.complement, .either)
    #expect(reversed.mu > 1.55 && reversed.mu < forward.mu)
    #expect(try bound(few.complement, many.complement, .includedAbove).mu == 0)
    #expect(try bound(Self.count(0, 9), Self.count(9, 9), .either).epsilon == 0)
    let epsilon = try #require(AnalyticGaussian(noiseMultiplier: 1 / forward.mu).epsilon(delta: 1e-5))
    #expect(forward.epsilon <= epsilon && forward.epsilon > 0.999999 * epsilon)
  }

  @Test("one Gaussian curve agrees with Gaussian scores and not with Laplace ones")
  func gaussianCheck() throws {
    func check(_ mechanism: SyntheticMechanism) throws -> GaussianTradeOffCheck {
      try checkGaussianTradeOff(
        mechanism.arms(trialsPerArm: 5000, repetition: 1), significance: 0.001, tieBreakingSeed: 1)
    }
    #expect(try check(.gaussian).isConsistent && check(.noise).isConsistent)
    #expect(try check(.laplace).disagreeingRanks.count > 1)
  }

  @Test("the Gaussian shortcut says more of a Laplace mechanism with ε = 1 than is true, so that its label matters")
  func gaussianOverstates() throws {
    let arms = SyntheticMechanism.laplace.arms(trialsPerArm: 1000, repetition: 0)
    let bound = try gaussianTradeOffBound(
      falseNegatives: arms.falseNegatives(below: 0.5), falsePositives: arms.falsePositives(from: 0.5), delta: 1e-5,
      significance: 0.05)
    #expect(bound.epsilon > 2)
  }
}

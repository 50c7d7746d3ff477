import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Bounds from several candidates a trial") struct LiftedBoundTests {
  static let methods: [BoundMethod] = [.lifted, .liftedBetting]

  static func question(
    candidates: Int = 16, threshold: Double? = 0.5, significance: Double = 0.05, delta: Double = 1e-5
  ) -> BoundQuestion {
    BoundQuestion(
      delta: delta, adjacency: .addOrRemove, significance: significance, liftedCandidates: candidates,
      threshold: threshold, assumptions: [.largeSample])
  }

  /// Scores of the candidates of so many trials in either world: normal, 1 more for the included ones, with a part in
  /// common whose variance is `commonVariance` of 1 / `mu`².
  static func scores(
    trials: Int, candidates: Int = 16, mu: Double = 1, commonVariance: Double = 0, seed: UInt64
  ) -> MembershipScores {
    var stream = RandomStream(seed: seed, trial: 0, purpose: .data)
    var scores = MembershipScores()
    for trial in 0..<2 * trials {
      let world: Membership = trial.isMultiple(of: 2) ? .included : .excluded
      let weighed = world == .included ? candidates / 2 : candidates / 2 + 1
      let common = commonVariance.squareRoot() * stream.nextNormal()
      for _ in 0..<weighed {
        let noise = common + (1 - commonVariance).squareRoot() * stream.nextNormal()
        scores.append((world == .included ? 1 : 0) + noise / mu, world)
      }
    }
    return scores
  }

  /// Of n numbers that are all 1, the capital against the mean m is the product of 1 + min(λᵢ, 0.9 / m) (1 − m), which is
  /// at most (1 + 0.9 (1 − m) / m)ⁿ.
  @Test("bets on what never fails reach nearly what the largest stakes do")
  func betsWithoutAnError() {
    for (count, significance) in [(100, 0.05), (1000, 0.025), (10_000, 1e-6)] {
      let bound = bettingLowerBound(
        forMeanOf: [Double](repeating: 1, count: count), significance: significance)
      let most = 1 / (1 + (pow(significance, -1 / Double(count)) - 1) / 0.9)
      #expect(bound <= most && 1 - bound < 1.5 * (1 - most), "\(count): \(bound), at most \(most)")
    }
    #expect(bettingLowerBound(forMeanOf: [0, 0, 0], significance: 0.05) == 0)
    #expect(bettingLowerBound(forMeanOf: [1], significance: 0.05) < 0.1)
  }

  /// 400 samples of 4 laws at 5 %: more than 36 failures of one law have a probability below 3e-4.
  @Test("bets fail no more often than they may", arguments: [0.02, 0.3, 0.5, 0.97])
  func coverage(mean: Double) {
    var failures = 0
    var mostWidth = 0.0
    for seed in 0..<400 as Range<UInt64> {
      var stream = RandomStream(seed: seed, trial: Int(mean * 1000), purpose: .data)
      let values = (0..<500).map { _ in stream.nextUniform() < mean ? 1.0 : 0 }
      let bound = bettingLowerBound(forMeanOf: values, significance: 0.05)
      if bound > mean { failures += 1 }
      mostWidth = max(mostWidth, mean - bound)
    }
    #expect(failures <= 36)
    #expect(mostWidth < 0.25)
  }

  /// The deviation of a mean of 500 numbers that are uniform on [0.4, 0.6] is 0.0026, and 1.64 of it are 0.0042.
  @Test("bets know the variance")
  func variance() {
    var stream = RandomStream(seed: 1, trial: 0, purpose: .data)
    let values = (0..<500).map { _ in 0.4 + 0.2 * stream.nextUniform() }
    #expect(0.5 - bettingLowerBound(forMeanOf: values, significance: 0.05) < 4 * 0.0042)
  }

  /// At the threshold 0.5 both rates are Φ(−μ/2), whatever the candidates of a trial have in common: ε is at least
  /// ln(Φ(μ/2) / Φ(−μ/2)). 300 audits at 5 %: more than 28 failures have a probability below 1e-3 if the bound holds.
  @Test("exceed the truth no more often than they may", arguments: methods, [0, 0.3, 1])
  func validity(method: BoundMethod, commonVariance: Double) throws {
    let truth = log(0.6914624612740131 / 0.3085375387259869)
    let question = Self.question(delta: 0)
    var (failures, sum) = (0, 0.0)
    for seed in 0..<300 as Range<UInt64> {
      let scores = Self.scores(trials: 200, commonVariance: commonVariance, seed: seed)
      let bound = try #require(try method.bound(PreparedScores(scores, question), question))
      #expect(bound.method == method && bound.rates?.threshold == 0.5)
      failures += bound.epsilon > truth ? 1 : 0
      sum += bound.epsilon / 300
    }
    #expect(failures <= 28, "\(failures)")
    #expect(commonVariance == 1 || sum > 0.5 * truth)
  }

  @Test(
    "of independent candidates are larger than Clopper–Pearson's of one candidate a trial", arguments: methods,
    [0.5, nil])
  func gain(method: BoundMethod, threshold: Double?) throws {
    let plain = BoundQuestion(delta: 1e-5, adjacency: .addOrRemove, significance: 0.05, threshold: threshold)
    let question = Self.question(candidates: 64, threshold: threshold)
    var sums = (one: 0.0, many: 0.0)
    let seeds = 0..<10 as Range<UInt64>
    for seed in seeds {
      let scores = Self.scores(trials: 200, candidates: 64, mu: 3, seed: seed)
      var single = MembershipScores()
      for trial in 0..<200 {
        single.append(scores.inOrder.included[32 * trial], .included)
        single.append(scores.inOrder.excluded[33 * trial], .excluded)
      }
      let other: BoundMethod = threshold == nil ? .split : .fixedThreshold
      sums.one += try #require(try other.bound(PreparedScores(single, plain), plain)?.epsilon)
      sums.many += try #require(try method.bound(PreparedScores(scores, question), question)?.epsilon)
    }
    #expect(sums.many > sums.one + 0.05 * Double(seeds.count), "\(sums)")
  }

  @Test("have a ceiling, apply to lifted games alone, and no other method applies there")
  func obstacles() throws {
    let scores = Self.scores(trials: 20, seed: 1)
    let question = Self.question()
    let prepared = try PreparedScores(scores, question)
    #expect(try BoundMethod.allCases.filter { try $0.bound(prepared, question) != nil } == Self.methods)
    for method in Self.methods {
      let ceiling = try #require(try method.ceiling(included: 8 * 20, excluded: 9 * 20, question))
      #expect(ceiling > 1)
      #expect(method.obstacle(prepared, BoundMethodTests.question()) == "it needs a game of lifted coins")
      let one = Self.question(threshold: nil)
      let tiny = Self.scores(trials: 1, seed: 1)
      #expect(method.obstacle(try PreparedScores(tiny, one), one) == "it needs two trials in either arm")
    }
  }
}

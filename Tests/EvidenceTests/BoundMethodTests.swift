import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Methods") struct BoundMethodTests {
  static func scores(_ law: ScoreLaw, count: Int, seed: UInt64 = 5) -> MembershipScores {
    var stream = RandomStream(seed: seed, trial: 0, purpose: .data)
    let memberships = (0..<count).map { _ in stream.next() & 1 == 1 ? Membership.included : .excluded }
    return zip(law.scores(memberships, using: &stream), memberships).reduce(into: MembershipScores()) {
      $0.append($1.0, $1.1)
    }
  }

  static func question(
    delta: Double = 1e-5, hasFairCoins: Bool = true, threshold: Double? = 0.5,
    assumptions: [BoundAssumption] = BoundAssumption.allCases
  ) -> BoundQuestion {
    BoundQuestion(
      delta: delta, adjacency: .addOrRemove, significance: 0.05, hasFairCoins: hasFairCoins, threshold: threshold,
      assumptions: assumptions)
  }

  /// Gaussians whose distance is a power of the factor: members of the family are `AnalyticGaussian`s.
  static let gaussians = TradeOffFamily { factor in
    let gaussian = AnalyticGaussian(noiseMultiplier: factor)
    guard let epsilon = gaussian.epsilon(delta: 1e-5) else { return nil }
    let points = (0...200).map { step in
      let epsilon = 1.1 * epsilon * Double(step) / 200
      return PrivacyCurvePoint(epsilon: epsilon, lowerDelta: nil, upperDelta: exp(gaussian.logDelta(epsilon: epsilon)))
    }
    return TradeOffFamily.Member(epsilon: epsilon, curve: TradeOffCurve(points: points))
  }

  @Test("apply where their theorems do, and say why not elsewhere")
  func obstacles() throws {
    let scores = Self.scores(.gaussian(mu: 1), count: 400)
    func applying(_ question: BoundQuestion, family: TradeOffFamily? = nil) throws -> Set<BoundMethod> {
      let prepared = try PreparedScores(scores, question, family: family)
      let methods = try BoundMethod.allCases.filter { try $0.bound(prepared, question) != nil }
      for method in BoundMethod.allCases {
        #expect((method.obstacle(prepared, question) == nil) == methods.contains(method), "\(method)")
      }
      return Set(methods)
    }
    let exact: Set<BoundMethod> = [.rankGrid, .sequential, .split, .medianOfSplits, .bonferroni]
    let plain = Self.question(hasFairCoins: false, threshold: nil, assumptions: [])
    #expect(try applying(plain) == exact.union([.jeffreys, .jointBeta, .gaussian]))
    let all = Self.question()
    let lifted: Set<BoundMethod> = [.lifted, .liftedBetting]
    #expect(
      try applying(all, family: Self.gaussians) == Set(BoundMethod.allCases).subtracting(lifted.union([.randomBit])))
    let pure = try applying(Self.question(delta: 0))
    #expect(pure.contains(.randomBit) && pure.isDisjoint(with: [.gaussian, .mahloujifarGaussian, .orderStatistics]))
    var tiny = MembershipScores()
    tiny.append(1, .included)
    tiny.append(0, .excluded)
    let prepared = try PreparedScores(tiny, plain)
    for method in BoundMethod.allCases {
      _ = try method.bound(prepared, plain)
    }
    #expect(try BoundMethod.rankGrid.bound(prepared, plain)?.epsilon == 0)
    #expect(BoundMethod.split.obstacle(prepared, plain) == "it needs two trials in either arm")
  }

  @Test(
    "have no more than their ceiling, which scores without an error reach",
    arguments: BoundMethod.allCases.filter { !$0.isLifted })
  func ceilings(method: BoundMethod) throws {
    let question = Self.question(delta: method == .randomBit ? 0 : 1e-5)
    let ceiling = try #require(
      try method.ceiling(included: 100, excluded: 100, question, family: Self.gaussians))
    var perfect = MembershipScores()
    for index in 0..<200 { perfect.append(Double(index % 2), index % 2 == 1 ? .included : .excluded) }
    let reached = try #require(
      try method.bound(PreparedScores(perfect, question, family: Self.gaussians), question)?.epsilon)
    // Which of the equal scores the ends of a grid meet is left to chance.
    #expect(abs(reached - ceiling) < 0.02 * ceiling && ceiling > 1, "\(method): \(reached) and \(ceiling)")
    for seed in 0..<6 as Range<UInt64> {
      let scores = Self.scores(.gaussian(mu: 3), count: 180, seed: seed)
      let bound = try method.bound(PreparedScores(scores, question, family: Self.gaussians), question)
      #expect(try #require(bound).epsilon <= ceiling)
    }
  }

  /// A trial that the audit lost is −∞ with the candidate and +∞ without.
  @Test("show nothing where every trial was lost", arguments: BoundMethod.allCases)
  func lost(method: BoundMethod) throws {
    for share in [1, 2, 10] {
      var scores = MembershipScores()
      for index in 0..<360 {
        let membership: Membership = index.isMultiple(of: 2) ? .included : .excluded
        let isLost = index % share == 0 || share == 1
        let guess = Double((index * 7919) % 101) / 101
        scores.append(isLost ? (membership == .included ? -.infinity : .infinity) : guess, membership)
      }
      let question = BoundQuestion(
        delta: method == .randomBit ? 0 : 1e-5, adjacency: .addOrRemove, significance: 0.05,
        hasFairCoins: !method.isLifted, liftedCandidates: method.isLifted ? 2 : nil, threshold: 0.5,
        assumptions: BoundAssumption.allCases)
      let weighed = method.isLifted ? scores.forPairsOfCandidates : scores
      let prepared = try PreparedScores(weighed, question, family: Self.gaussians)
      #expect(try #require(try method.bound(prepared, question)).epsilon < 0.2, "\(method), one in \(share)")
      if share == 1 { #expect(try method.bound(prepared, question)?.epsilon == 0, "\(method)") }
    }
  }

  /// Closed forms: the Clopper–Pearson bound without an error among n is 1 − (α/2)^(1/n), and a guess without an error is
  /// right with a probability of at least α^(1/r).
  @Test("have the ceilings that can be written down")
  func closedForms() throws {
    let question = Self.question(delta: 0)
    let fixed = try #require(try BoundMethod.fixedThreshold.ceiling(included: 100, excluded: 100, question))
    let error = 1 - pow(0.025, 0.01)
    #expect(relativeError(of: fixed, from: log((1 - error) / error)) < 1e-9)
    let bits = try #require(try BoundMethod.randomBit.ceiling(included: 200, excluded: 200, question))
    // At the threshold that was fixed beforehand nothing is split.
    let right = pow(0.05, 1.0 / 200)
    #expect(relativeError(of: bits, from: log(right / (1 - right))) < 1e-9)
  }

  @Test("a family of Gaussians gives at least the bound of the Gaussian trade-off at half the significance")
  func family() throws {
    let question = Self.question()
    for seed in 0..<5 as Range<UInt64> {
      let scores = Self.scores(.gaussian(mu: 1.5), count: 2000, seed: seed)
      let prepared = try PreparedScores(scores, question, family: Self.gaussians)
      let bound = try #require(try BoundMethod.ownTradeOff.bound(prepared, question))
      let own = bound.epsilon
      for rate in try [#require(bound.rates).falseNegativeRate, #require(bound.rates).falsePositiveRate] {
        #expect(
          try rate.significance == 0.0125
            && rate.upperBound == clopperPearsonUpperBound(rate.count, significance: 0.0125))
      }
      let gaussian = try #require(try BoundMethod.gaussian.bound(prepared, question))
      let rates = try #require(gaussian.rates)
      let expected = try gaussianTradeOffBound(
        falseNegatives: rates.falseNegativeRate.count, falsePositives: rates.falsePositiveRate.count, delta: 1e-5,
        significance: 0.025
      ).epsilon
      #expect(own > 0.96 * expected, "\(own) and \(expected)")
    }
  }

  /// Two binomial laws by enumeration, in a family of one member, which is refuted exactly where the bound is not 0.
  @Test(
    "a family's bound exceeds the truth with at most the significance, at any rates that its curve allows",
    arguments: [0.02, 0.2, 0.31, 0.6])
  func familyCoverage(falsePositiveRate: Double) throws {
    let (significance, trials) = (0.05, 30)
    let member = try #require(try Self.gaussians.member(1))
    let family = TradeOffFamily { factor in factor == 1 ? member : nil }
    let falseNegativeRate = 1 - member.curve.largestTruePositiveRate(atFalsePositiveRate: falsePositiveRate)
    let laws = [falseNegativeRate, falsePositiveRate].map { Binomial(trials: trials, probability: $0) }
    let question = BoundQuestion(
      delta: 1e-5, adjacency: .addOrRemove, significance: significance, threshold: 0.5, assumptions: [.claimedFamily])
    var refuted = 0.0
    for falseNegatives in 0...trials {
      for falsePositives in 0...trials {
        let probability = exp(laws[0].logProbability(falseNegatives) + laws[1].logProbability(falsePositives))
        let scores = MembershipScores.counted(
          falseNegatives: falseNegatives, falsePositives: falsePositives, of: trials)
        let bound = try BoundMethod.ownTradeOff.bound(PreparedScores(scores, question, family: family), question)
        if try #require(bound).epsilon > 0 { refuted += probability }
      }
    }
    #expect(refuted > 0 && refuted <= significance, "\(refuted) at \(falsePositiveRate)")
  }

  @Test("none that rests on an assumption decides without it, and the Gaussian one is held against several ranks")
  func assumptions() throws {
    let laplace = Self.scores(.laplace(epsilon: 1), count: 40_000)
    let table = try boundTable(laplace, Self.question(assumptions: []), decisive: .rankGrid)
    let row = try #require(table.rows.first { $0.method == "gaussian" })
    #expect(try #require(row.remark).contains("disagree about its μ, which speaks against it"))
    #expect(try #require(row.epsilon) > 1.5 && table.decisiveEpsilon <= 1)
    #expect(throws: InvalidValue.self) {
      try boundTable(laplace, Self.question(assumptions: []), decisive: .gaussian)
    }
    let gaussian = Self.scores(.gaussian(mu: 1), count: 40_000)
    let other = try boundTable(gaussian, Self.question(), decisive: .gaussian)
    #expect(try #require(other.rows.first { $0.method == "gaussian" }?.remark).contains("no two ranks disagree"))
    #expect(other.rows.first { $0.method == "order-statistics" }?.epsilon != nil)
    let cautious = try boundTable(gaussian, Self.question(assumptions: []), decisive: .rankGrid)
    #expect(cautious.rows.first { $0.method == "order-statistics" }?.epsilon == nil)
  }

  @Test("rates at a shared score are said to be those of an order by noise")
  func ties() throws {
    let question = Self.question()
    let tied = Self.scores(.randomisedResponse(epsilon: 1), count: 2000)
    let rates = try #require(try BoundMethod.rankGrid.bound(PreparedScores(tied, question), question)?.rates)
    #expect(rates.tiedTrials == tied.scores.count { $0 == rates.threshold })
    let apart = Self.scores(.gaussian(mu: 1), count: 2000)
    #expect(try BoundMethod.rankGrid.bound(PreparedScores(apart, question), question)?.rates?.tiedTrials == 0)
  }

  /// p-values below what quadrature can tell from 0 refute nothing.
  @Test("of ranks shows nothing at a significance below its accuracy")
  func extremeSignificance() throws {
    let question = BoundQuestion(delta: 0, adjacency: .addOrRemove, significance: 1e-100)
    #expect(try BoundMethod.rankGrid.ceiling(included: 10_000, excluded: 10_000, question) == 0)
    let usual = BoundQuestion(delta: 0, adjacency: .addOrRemove, significance: 1e-10)
    #expect(try #require(try BoundMethod.rankGrid.ceiling(included: 10_000, excluded: 10_000, usual)) > 5)
  }
}

extension MembershipScores {
  /// Scores of 0 and 1 with so many errors at any threshold between them, in as many trials of either world.
  fileprivate static func counted(falseNegatives: Int, falsePositives: Int, of trials: Int) -> MembershipScores {
    var scores = MembershipScores()
    for index in 0..<trials {
      scores.append(index < falseNegatives ? 0 : 1, .included)
      scores.append(index < falsePositives ? 1 : 0, .excluded)
    }
    return scores
  }
}

extension MembershipScores {
  /// As of a lifted game of two candidates: one included score a trial of world 1, two excluded ones of world 0.
  fileprivate var forPairsOfCandidates: MembershipScores {
    zip(scores, memberships).reduce(into: MembershipScores()) { result, trial in
      for _ in 0..<(trial.1 == .included ? 1 : 2) { result.append(trial.0, trial.1) }
    }
  }
}

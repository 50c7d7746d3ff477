import Attacks
import Foundation
import NumericalCore
import PrivacyModel
import Testing

@Suite("Learned scores") struct LearnedScoreTests {
  /// Outputs of both worlds in turn, the first with the candidate.
  private static func examples(
    _ count: Int, seed: UInt64, _ output: (Membership, inout RandomStream) -> ExternalOutput
  ) -> (outputs: [ExternalOutput], memberships: [Membership]) {
    let memberships = (0..<count).map { $0 % 2 == 0 ? Membership.included : .excluded }
    let outputs = memberships.enumerated().map { index, membership in
      var stream = RandomStream(seed: seed, trial: index, purpose: .noise)
      return output(membership, &stream)
    }
    return (outputs, memberships)
  }

  /// P[score with the candidate > score without it], by ranks; no ties.
  private static func areaUnderROC(
    _ score: LearnedScore, _ examples: (outputs: [ExternalOutput], memberships: [Membership])
  ) -> Double {
    let scored = zip(examples.outputs.map { score.score($0, candidate: 0) }, examples.memberships)
      .sorted { $0.0 < $1.0 }
    let included = Double(scored.count { $0.1 == .included })
    let ranks = scored.enumerated().filter { $0.element.1 == .included }.reduce(0.0) { $0 + Double($1.offset + 1) }
    return (ranks - included * (included + 1) / 2) / (included * (Double(scored.count) - included))
  }

  private static func encoded(_ score: LearnedScore) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(score)
  }

  @Test("frequencies: log((n1 + 1/2) / (n0 + 1/2)), and 0 for what was never seen")
  func frequencies() throws {
    let texts = ["a", "a", "b", "a", "c"].map(ExternalOutput.text)
    let score = try LearnedScore(
      .frequencies, from: texts, memberships: [.included, .included, .included, .excluded, .excluded], seed: 1)
    #expect(score.score(.text("a"), candidate: 0) == log(2.5 / 1.5))
    #expect(score.score(.text("b"), candidate: 0) == log(1.5 / 0.5))
    #expect(score.score(.text("c"), candidate: 0) == log(0.5 / 1.5))
    #expect(score.score(.text("d"), candidate: 0) == 0)
  }

  @Test("frequencies tell apart what differs in a bit, and take every NaN for the same")
  func frequenciesOfNumbers() throws {
    let outputs: [ExternalOutput] = [.number(0), .number(-0.0), .number(.nan), .number(-.nan), .number(.infinity)]
    let score = try LearnedScore(
      .frequencies, from: outputs, memberships: [.included, .excluded, .included, .included, .excluded], seed: 1)
    #expect(score.score(.number(0), candidate: 0) == log(3))
    #expect(score.score(.number(-0.0), candidate: 0) == -log(3))
    #expect(score.score(.number(.nan), candidate: 0) == log(5))
    #expect(score.score(.number(0.0.nextUp), candidate: 0) == 0)
    let vectors = try LearnedScore(
      .frequencies, from: [.vector([1, 2]), .vector([1, 3])], memberships: [.included, .excluded], seed: 1)
    #expect(vectors.score(.vector([1, 2]), candidate: 0) == log(3))
    #expect(vectors.score(.vector([2, 1]), candidate: 0) == 0)
  }

  /// The best test of two spherical Gaussians a distance of 1 apart has area Φ(1 / √2) = 0.7602. Over 20,000 fresh trials its
  /// standard error is 0.0033, and what 9 weights cost when 4000 trials fit them is below 0.002: a false alarm needs 4 standard
  /// errors, below 1 in 10,000 seeds.
  @Test("logistic regression finds the direction in which two Gaussians differ")
  func logisticOnGaussians() throws {
    let direction = [0.5, -0.5, 0.5, 0.5]
    func examples(_ count: Int, seed: UInt64) -> (outputs: [ExternalOutput], memberships: [Membership]) {
      Self.examples(count, seed: seed) { membership, stream in
        // On a grid: the last bits of a sum would tell what was added, as they do of naive mechanisms.
        .vector(
          direction.map { (((membership == .included ? $0 : 0) + stream.nextNormal()) * 0x1p20).rounded() / 0x1p20 })
      }
    }
    let training = examples(4000, seed: 1)
    let score = try LearnedScore(.logistic, from: training.outputs, memberships: training.memberships, seed: 1)
    #expect(abs(Self.areaUnderROC(score, examples(20_000, seed: 2)) - 0.7602) < 0.0152)
    // The log-odds, not only their order: x · direction − 1/2.
    let mid = score.score(.vector(direction.map { $0 / 2 + 0x1p-20 }), candidate: 0)
    #expect(abs(mid) < 0.3)
    let far = score.score(.vector(direction.map { $0 * 2.5 + 0x1p-20 }), candidate: 0)
    #expect(abs(far - mid - 2) < 0.6)
  }

  /// Of N(0, 1) and N(0, 4), the size is the best test, with area 1 − 2 / π · atan(1 / 2) = 0.7048.
  @Test(
    "logistic regression and a network find a difference in variance",
    arguments: [LearnedAttackSpecification.Model.logistic, .network])
  func variance(model: LearnedAttackSpecification.Model) throws {
    func examples(_ count: Int, seed: UInt64) -> (outputs: [ExternalOutput], memberships: [Membership]) {
      Self.examples(count, seed: seed) { membership, stream in
        .number((membership == .included ? 2 : 1) * stream.nextNormal())
      }
    }
    let training = examples(4000, seed: 3)
    let score = try LearnedScore(model, from: training.outputs, memberships: training.memberships, seed: 1)
    // As above, four standard errors of 0.0036.
    #expect(abs(Self.areaUnderROC(score, examples(20_000, seed: 4)) - 0.7048) < 0.016)
  }

  /// Whether two numbers have the same sign is a coin by either of them alone.
  @Test("a network finds what no number shows by itself")
  func interaction() throws {
    func examples(_ count: Int, seed: UInt64) -> (outputs: [ExternalOutput], memberships: [Membership]) {
      Self.examples(count, seed: seed) { membership, stream in
        let (x, y) = (stream.nextNormal(), abs(stream.nextNormal()))
        return .vector([x, (membership == .included) == (x > 0) ? y : -y])
      }
    }
    let (training, fresh) = (examples(4000, seed: 5), examples(4000, seed: 6))
    let network = try LearnedScore(.network, from: training.outputs, memberships: training.memberships, seed: 1)
    #expect(Self.areaUnderROC(network, fresh) > 0.97)
    let logistic = try LearnedScore(.logistic, from: training.outputs, memberships: training.memberships, seed: 1)
    #expect(abs(Self.areaUnderROC(logistic, fresh) - 0.5) < 0.04)
  }

  @Test("low bits, values that are not finite and features that never vary are no obstacle")
  func strangeNumbers() throws {
    let lowBits = Self.examples(400, seed: 7) { membership, stream in
      .number((stream.nextUniform() * 1024).rounded(.down) + (membership == .included ? 0x1p-20 : 0x1p-10))
    }
    let bits = try LearnedScore(.logistic, from: lowBits.outputs, memberships: lowBits.memberships, seed: 1)
    #expect(bits.score(.number(5 + 0x1p-20), candidate: 0) > 2)
    #expect(bits.score(.number(5 + 0x1p-10), candidate: 0) < -2)
    for strange in [Double.nan, .infinity, -.infinity] {
      let examples = Self.examples(400, seed: 8) { membership, stream in
        .vector([0.1, membership == .included && stream.nextUniform() < 0.2 ? strange : stream.nextNormal()])
      }
      for model in [LearnedAttackSpecification.Model.logistic, .network] {
        let score = try LearnedScore(model, from: examples.outputs, memberships: examples.memberships, seed: 1)
        #expect(score.score(.vector([0.1, strange]), candidate: 0) > 1)
        let usual = score.score(.vector([0.1, 0.3]), candidate: 0)
        #expect(usual < 1 && score.score(.vector([1e300, 0.3]), candidate: 0).isFinite)
      }
    }
    // What never varies but for one trial without it.
    let gap = try LearnedScore(
      .network, from: [.number(.nan)] + [ExternalOutput](repeating: .number(0.1), count: 9),
      memberships: [Membership](repeating: .included, count: 5) + [Membership](repeating: .excluded, count: 5), seed: 1)
    #expect(gap.score(.number(0.1), candidate: 0) == gap.score(.number(7), candidate: 0))
    let constant = try LearnedScore(
      .logistic, from: [.number(0.1), .number(0.1), .number(0.1)], memberships: [.included, .excluded, .included],
      seed: 1)
    #expect(abs(constant.score(.number(7), candidate: 0) - log(2)) < 1e-4)
  }

  @Test("separable outputs leave the weights finite")
  func separable() throws {
    let examples = Self.examples(1000, seed: 9) { membership, stream in
      .number((membership == .included ? 10 : -10) + stream.nextUniform())
    }
    for model in [LearnedAttackSpecification.Model.logistic, .network] {
      let score = try LearnedScore(model, from: examples.outputs, memberships: examples.memberships, seed: 1)
      #expect(score.score(.number(10.5), candidate: 0) > 2 && score.score(.number(10.5), candidate: 0).isFinite)
      #expect(score.score(.number(-9.5), candidate: 0) < -2)
    }
  }

  /// One number of many is shifted by 3: at best Φ(3 / √2) = 0.983. Of the longer vectors, which are learned by descent, by 6.
  @Test("long vectors are learned", arguments: [(150, 2000, 3.0, 0.96), (600, 2000, 6, 0.9)])
  func manyFeatures(length: Int, trials: Int, shift: Double, least: Double) throws {
    func examples(_ count: Int, seed: UInt64) -> (outputs: [ExternalOutput], memberships: [Membership]) {
      Self.examples(count, seed: seed) { membership, stream in
        .vector((0..<length).map { ($0 == 70 && membership == .included ? shift : 0) + stream.nextNormal() })
      }
    }
    let training = examples(trials, seed: 10)
    let score = try LearnedScore(.logistic, from: training.outputs, memberships: training.memberships, seed: 1)
    #expect(Self.areaUnderROC(score, examples(2000, seed: 11)) > least)
  }

  @Test(
    "the same outputs and seed teach the same test, which outlives JSON",
    arguments: LearnedAttackSpecification.Model.allCases)
  func determinism(model: LearnedAttackSpecification.Model) throws {
    let examples = Self.examples(300, seed: 12) { membership, stream in
      .vector([stream.nextNormal(), (membership == .included ? 1 : 0) + stream.nextNormal().rounded()])
    }
    let score = try LearnedScore(model, from: examples.outputs, memberships: examples.memberships, seed: 5)
    let again = try LearnedScore(model, from: examples.outputs, memberships: examples.memberships, seed: 5)
    #expect(score == again)
    let data = try Self.encoded(score)
    #expect(try Self.encoded(again) == data)
    let decoded = try JSONDecoder().decode(LearnedScore.self, from: data)
    #expect(decoded == score)
    let fresh = Self.examples(100, seed: 13) { _, stream in .vector([stream.nextNormal(), stream.nextNormal()]) }
    for output in fresh.outputs + examples.outputs {
      #expect(decoded.score(output, candidate: 0).bitPattern == score.score(output, candidate: 0).bitPattern)
    }
  }

  @Test("trials without an output teach nothing, and a world without outputs is named")
  func failures() throws {
    let outputs: [ExternalOutput] = [.text("a"), .failed("out of cheese"), .lost("it ended"), .text("b")]
    let score = try LearnedScore(
      .frequencies, from: outputs, memberships: [.included, .included, .excluded, .excluded], seed: 1)
    let same = try LearnedScore(
      .frequencies, from: [.text("a"), .text("b")], memberships: [.included, .excluded], seed: 1)
    #expect(score == same)
    #expect {
      try LearnedScore(
        .frequencies, from: outputs, memberships: [.included, .excluded, .excluded, .included], seed: 1)
    } throws: {
      "\($0)".contains(
        "of 4 training trials 2 with the candidate and 0 without it had one; the first without an output: out of cheese"
      )
    }
  }

  @Test("texts teach frequencies only")
  func texts() throws {
    try LearnedScore.check(.frequencies, on: .text)
    try LearnedScore.check(.network, on: .vector(length: 3))
    #expect { try LearnedScore.check(.logistic, on: .text) } throws: {
      "\($0)" == "attack.model must be frequencies for outputs that are texts, got logistic"
    }
  }
}

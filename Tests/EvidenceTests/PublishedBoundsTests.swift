import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("What other tools publish") struct PublishedBoundsTests {
  struct Row: Decodable, Sendable {
    let group: String
    let peer: String
    let label: String
    let tolerance: Double
    let numbers: [String: Double]
    let words: [String: String]
    let output: [Double?]
    let levels: [Double]?
    let included: [Double]?
    let excluded: [Double]?

    func number(_ name: String) throws -> Double { try #require(numbers[name]) }
    func count(_ name: String, of others: String) throws -> BinomialCount {
      let (one, rest) = (Int(try number(name)), Int(try number(others)))
      return BinomialCount(successes: one, of: one + rest)
    }
    func falseNegatives() throws -> BinomialCount { try count("fn", of: "tp") }
    func falsePositives() throws -> BinomialCount { try count("fp", of: "tn") }
    func arms() throws -> ScoreArms { ScoreArms(included: try #require(included), excluded: try #require(excluded)) }

    /// Within the tolerance of the row, absolute for small numbers; null stands for infinity.
    func agrees(_ values: [Double], tolerance: Double? = nil) -> Bool {
      values.count == output.count
        && zip(values, output).allSatisfy { value, expected in
          guard let expected else { return value == .infinity }
          return abs(value - expected) <= (tolerance ?? self.tolerance) * max(1, abs(expected))
        }
    }
  }

  static func rows(_ group: String, atLeast count: Int) throws -> [Row] {
    let rows = try GoldenVectors<Row>.load("published-two-arm-bounds", from: .module).cases.filter { $0.group == group }
    #expect(rows.count >= count)
    return rows
  }

  // The peer asks SciPy for the quantile of 1 − 5e-11, which as a double is off by up to 1e-6 of 5e-11.
  @Test("two-arm bounds at a fixed threshold; a one-sided one drops the second direction")
  func fixedThreshold() throws {
    for row in try Self.rows("clopper_pearson_fixed_threshold", atLeast: 79) {
      let significance = try row.number("significance")
      let tolerance = significance < 1e-9 ? 1e-6 : row.tolerance
      let bound = try twoArmBound(
        falseNegatives: row.falseNegatives(), falsePositives: row.falsePositives(), threshold: 0.5,
        delta: row.number("delta"), adjacency: .addOrRemove, significance: significance)
      let rates = (bound.falseNegativeRate.upperBound, bound.falsePositiveRate.upperBound)
      let hits = 1 - rates.0 - (try row.number("delta"))
      let oneSided = hits > 0 ? max(0, log(hits / rates.1)) : 0
      let value = try row.number("one_sided") == 0 ? bound.epsilon : oneSided
      #expect(row.agrees([value], tolerance: tolerance), "\(row.numbers) \(row.output) \(value)")
    }
  }

  @Test("Gaussian accounting: μ to ε and ε to σ")
  func gaussianAccounting() throws {
    for row in try Self.rows("gdp_mu_to_eps", atLeast: 15) {
      let noise = AnalyticGaussian(noiseMultiplier: 1 / (try row.number("mu")))
      #expect(try row.agrees([#require(noise.epsilon(delta: row.number("delta")))]), "\(row.numbers)")
    }
    for row in try Self.rows("eps_to_sigma", atLeast: 11) {
      let noise = AnalyticGaussian.calibrated(epsilon: try row.number("epsilon"), delta: try row.number("delta"))
      #expect(row.agrees([noise.noiseMultiplier]), "\(row.numbers)")
    }
  }

  @Test("the ε of a Gaussian two deviations apart")
  func twoGaussians() throws {
    for row in try Self.rows("two_gaussian_eps", atLeast: 1) {
      let noise = AnalyticGaussian(noiseMultiplier: try row.number("sigma1") / (row.number("mu2") - row.number("mu1")))
      #expect(try row.agrees([#require(noise.epsilon(delta: row.number("delta")))]), "\(row.numbers)")
    }
  }

  // Of 5e-11 the same as above.
  @Test("Clopper–Pearson bounds by themselves, one-sided and as intervals")
  func clopperPearson() throws {
    for row in try Self.rows("clopper_pearson_upper", atLeast: 5) {
      let count = BinomialCount(successes: Int(try row.number("k")), of: Int(try row.number("n")))
      let significance = try row.number("significance")
      #expect(
        row.agrees(
          [try clopperPearsonUpperBound(count, significance: significance)],
          tolerance: significance < 1e-9 ? 1e-7 : nil), "\(row.numbers)")
    }
    for row in try Self.rows("lidp_ci", atLeast: 5) {
      let count = BinomialCount(successes: Int(try row.number("k")), of: Int(try row.number("n")))
      let significance = try row.number("alpha")
      let ends = [
        1 - (try clopperPearsonUpperBound(count.complement, significance: significance)),
        try clopperPearsonUpperBound(count, significance: significance),
      ]
      #expect(row.agrees(ends), "\(row.numbers) \(row.output) \(ends)")
    }
  }

  @Test("ratio intervals")
  func ratioIntervals() throws {
    for row in try Self.rows("ratio_bound", atLeast: 30) {
      let truePositives = BinomialCount(successes: Int(try row.number("tp")), of: Int(try row.number("pos")))
      let falsePositives = BinomialCount(successes: Int(try row.number("fp")), of: Int(try row.number("neg")))
      let significance = try row.number("alpha")
      guard let method = RatioInterval(rawValue: try #require(row.words["method"])) else {
        let rectangle = try RateRectangle.clopperPearson(
          falseNegatives: truePositives.complement, falsePositives: falsePositives, significance: 2 * significance)
        let ratio = (1 - rectangle.falseNegative.upperBound) / rectangle.falsePositive.upperBound
        // The peer gives 0 where every trial is positive, where the definition gives 0.964.
        if truePositives.proportion == 1, falsePositives.proportion == 1 { continue }
        #expect(row.agrees([ratio]), "\(row.numbers) \(ratio)")
        continue
      }
      let ratio = try method.lowerBound(
        truePositives: truePositives, falsePositives: falsePositives, significance: significance)
      #expect(row.agrees([ratio]), "\(method) \(row.numbers) \(row.output) \(ratio)")
    }
  }

  @Test("two-sided and one-sided intervals from Clopper–Pearson and Jeffreys rates")
  func rateRectangles() throws {
    for row in try Self.rows("ms_eps_lo_hi", atLeast: 32) + Self.rows("ms_eps_lo", atLeast: 16) {
      let isOneSided = row.output.count == 1
      let significance = try row.number("alpha") * (isOneSided ? 2 : 1)
      let (falseNegatives, falsePositives) = (try row.falseNegatives(), try row.falsePositives())
      let rectangle =
        row.words["method"] == "jeffreys"
        ? RateRectangle.jeffreys(
          falseNegatives: falseNegatives, falsePositives: falsePositives, significance: significance)
        : try RateRectangle.clopperPearson(
          falseNegatives: falseNegatives, falsePositives: falsePositives, significance: significance)
      let interval = rectangle.epsilonInterval(delta: try row.number("delta"))
      #expect(
        row.agrees(isOneSided ? [interval.lower] : [interval.lower, interval.upper]),
        "\(row.words) \(row.numbers) \(row.output) \(interval)")
    }
  }

  @Test(
    "joint-beta intervals, perfect attacks and 100,000 trials included",
    arguments: ["joint_beta_reference", "ms_joint_beta"])
  func jointBeta(group: String) throws {
    for row in try Self.rows(group, atLeast: 5) {
      let interval = jointBetaInterval(
        falseNegatives: try row.falseNegatives(), falsePositives: try row.falsePositives(),
        delta: try row.number("delta"), significance: try row.number("alpha"))
      #expect(row.agrees([interval.lower, interval.upper]), "\(row.numbers) \(row.output) \(interval)")
    }
  }

  @Test("binomial limits at 200 million trials")
  func binomialLimits() throws {
    for row in try Self.rows("dpsniper_ucb", atLeast: 4) + Self.rows("dpsniper_lcb", atLeast: 2) {
      let count = BinomialCount(successes: Int(try row.number("k")), of: Int(try row.number("n")))
      let significance = try row.number("alpha")
      let value =
        row.group == "dpsniper_ucb"
        ? try clopperPearsonUpperBound(count, significance: significance)
        : 1 - (try clopperPearsonUpperBound(count.complement, significance: significance))
      #expect(row.agrees([value]), "\(row.numbers) \(row.output) \(value)")
    }
  }
}

import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Clopper–Pearson upper bound") struct ClopperPearsonTests {
  struct Reference: Decodable, Sendable {
    let successes: Int
    let trials: Int
    let significance: Double
    let upperBound: Double
  }

  @Test("matches 50-digit reference values up to ten million trials")
  func matchesReferences() throws {
    let vectors = try GoldenVectors<Reference>.load("clopper-pearson-upper", from: .module)
    #expect(vectors.cases.count > 380)
    for reference in vectors.cases {
      let bound = try clopperPearsonUpperBound(
        BinomialCount(successes: reference.successes, of: reference.trials), significance: reference.significance)
      #expect(
        relativeError(of: bound, from: reference.upperBound) < vectors.provenance.relativeTolerance,
        "\(reference)")
    }
  }

  @Test("has its closed forms at the ends", arguments: [1, 2, 30, 10_000_000], [1e-10, 0.05, 0.5, 0.99])
  func closedForms(trials: Int, significance: Double) throws {
    let none = try clopperPearsonUpperBound(BinomialCount(successes: 0, of: trials), significance: significance)
    #expect(relativeError(of: none, from: -expm1(log(significance) / Double(trials))) < 1e-14)
    let all = try clopperPearsonUpperBound(BinomialCount(successes: trials, of: trials), significance: significance)
    #expect(all == 1)
    let allButOne = try clopperPearsonUpperBound(
      BinomialCount(successes: trials - 1, of: trials), significance: significance)
    #expect(abs(1 - pow(allButOne, Double(trials)) - significance) < 1e-8)
  }

  /// Enumerated exactly: the bound fails at p when the count is one whose bound lies below p.
  @Test(
    "fails with probability at most the significance, whatever the truth", arguments: [0.001, 0.05, 0.5], [1, 30, 300])
  func coversExactly(significance: Double, trials: Int) throws {
    let bounds = try (0...trials).map {
      try clopperPearsonUpperBound(BinomialCount(successes: $0, of: trials), significance: significance)
    }
    for step in 1..<200 {
      let truth = Double(step) / 200
      let failing = bounds.lastIndex { $0 < truth } ?? -1
      let failure = Binomial(trials: trials, probability: truth).lowerTail(failing)
      #expect(failure <= significance * (1 + 1e-12))
    }
  }

  @Test("errs outward: the tail at the returned end is no more than the significance")
  func endIsOutward() throws {
    for successes in [1, 7, 499, 998] {
      let count = BinomialCount(successes: successes, of: 1000)
      let bound = try clopperPearsonUpperBound(count, significance: 0.025)
      #expect(Binomial(trials: 1000, probability: bound).lowerTail(successes) <= 0.025)
      #expect(Binomial(trials: 1000, probability: bound * (1 - 1e-9)).lowerTail(successes) > 0.025)
    }
  }

  /// The quantile comes from a continued fraction and bisection. What is left to 1 matters where nearly all trials
  /// succeeded: it is the rate of the other answer.
  @Test("leaves to 1 what the quantile of the beta law leaves", arguments: [2.5e-7, 0.0125, 0.4])
  func complement(significance: Double) throws {
    for (successes, trials) in [(9468, 10_000), (9990, 10_000), (49_245, 49_800), (18, 20), (99_000, 100_000)] {
      let bound = try clopperPearsonUpperBound(
        BinomialCount(successes: successes, of: trials), significance: significance)
      let quantile = BetaDistribution(alpha: Double(successes + 1), beta: Double(trials - successes))
        .quantile(upperTail: significance)
      #expect(relativeError(of: 1 - bound, from: 1 - quantile) < 1e-9)
    }
  }

  @Test("never falls with the count", arguments: [1e-12, 2.5e-7, 0.0125, 0.6], [2, 50, 5000])
  func neverFalls(significance: Double, trials: Int) throws {
    let bounds = try (0...trials).map {
      try clopperPearsonUpperBound(BinomialCount(successes: $0, of: trials), significance: significance)
    }
    #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 })
  }
}

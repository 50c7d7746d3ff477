import Foundation
import NumericalCore
import Testing

@Suite("Binomial") struct BinomialTests {
  @Test(
    "tails are sums of probabilities computed by multiplication", arguments: [1, 2, 7, 40], [0.01, 0.3, 0.5, 0.97])
  func matchesDirectSum(trials: Int, probability: Double) {
    let binomial = Binomial(trials: trials, probability: probability)
    var coefficient = 1.0
    var cumulative = 0.0
    for count in 0...trials {
      let direct = coefficient * pow(probability, Double(count)) * pow(1 - probability, Double(trials - count))
      cumulative += direct
      #expect(abs(exp(binomial.logProbability(count)) / direct - 1) < 1e-12)
      #expect(abs(binomial.lowerTail(count) / min(cumulative, 1) - 1) < 1e-12)
      coefficient *= Double(trials - count) / Double(count + 1)
    }
  }

  @Test("has its edges: no and all successes, probabilities 0 and 1")
  func edges() {
    let half = Binomial(trials: 3, probability: 0.5)
    #expect(half.lowerTail(-1) == 0 && half.lowerTail(3) == 1 && half.lowerTail(4) == 1)
    #expect(half.logProbability(-1) == -.infinity && half.logProbability(4) == -.infinity)
    #expect(Binomial(trials: 3, probability: 0).lowerTail(0) == 1)
    #expect(Binomial(trials: 3, probability: 1).lowerTail(2) == 0)
    #expect(Binomial(trials: 3, probability: 1).lowerTail(3) == 1)
  }
}

@Suite("Root finding") struct RootFindingTests {
  @Test(
    "bisection brackets a root between neighbouring doubles, on the promised sides", arguments: [1e-200, 1e-9, 0.3])
  func bisection(root: Double) {
    let bracket = bisect(from: 1e-300, to: 1) { $0 >= root }
    #expect(bracket.lower < root && bracket.upper >= root && bracket.lower.nextUp == bracket.upper)
  }

  @Test("golden-section search finds the least value of a unimodal function")
  func goldenSection() {
    let (argument, value) = goldenSectionMinimum(from: -3, to: 10, tolerance: 1e-8) { ($0 - 2) * ($0 - 2) + 1 }
    #expect(abs(argument - 2) < 1e-7 && abs(value - 1) < 1e-12)
  }
}

@Suite("GSL") struct GSLTests {
  @Test("throws, and does not abort the process, where a function has no value")
  func throwsOnNoValue() {
    #expect(throws: NumericalError.self) { try GSL.normalQuantile(.nan) }
    #expect(throws: NumericalError.self) { try GSL.logGamma(-1) }
  }
}

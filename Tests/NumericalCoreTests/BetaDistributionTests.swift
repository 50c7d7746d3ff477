import NumericalCore
import TestSupport
import Testing

@Suite("Beta distribution") struct BetaDistributionTests {
  /// SciPy 1.17.1 `beta.cdf`, `beta.sf` and `beta.ppf`; its own error is some 1e-13 to 1e-12 here.
  @Test("matches another library where its parameters are halves and where they are a million")
  func matchesReferences() {
    let middle = BetaDistribution(alpha: 5.5, beta: 10.5)
    #expect(relativeError(of: middle.lowerTail(0.2), from: 0.10302873306575971) < 1e-12)
    #expect(relativeError(of: middle.upperTail(0.9), from: 4.317834066831161e-08) < 1e-12)
    let edge = BetaDistribution(alpha: 0.5, beta: 100.5)
    #expect(relativeError(of: edge.lowerTail(1e-5), from: 0.03571526713663584) < 1e-12)
    #expect(relativeError(of: edge.quantile(lowerTail: 0.025), from: 4.898073104397486e-06) < 1e-11)
    #expect(relativeError(of: edge.quantile(upperTail: 0.025), from: 0.024745270015269896) < 1e-11)
    let large = BetaDistribution(alpha: 3000.5, beta: 997_000.5)
    #expect(relativeError(of: large.lowerTail(0.0028), from: 9.041175365902153e-05) < 1e-11)
    #expect(relativeError(of: large.upperTail(0.0035), from: 2.0250093382509107e-18) < 1e-10)
    #expect(relativeError(of: large.quantile(lowerTail: 1e-10), from: 0.0026655374121268803) < 1e-11)
  }

  @Test("of whole parameters is a binomial tail", arguments: [1, 5, 70, 4000, 1_000_000])
  func binomialTail(trials: Int) {
    for rank in Set([1, (trials + 1) / 2, trials]) {
      let law = BetaDistribution(alpha: Double(rank), beta: Double(trials - rank + 1))
      let mean = Double(rank) / Double(trials + 1)
      for x in [0.9 * mean, mean + 0.1 * (1 - mean)] {
        let tail = Binomial(trials: trials, probability: x).lowerTail(rank - 1)
        #expect(abs(law.upperTail(x) - tail) < 1e-11 * max(tail, 1e-200))
        #expect(abs(law.lowerTail(x) + law.upperTail(x) - 1) < 1e-12)
      }
    }
  }

  @Test("brackets a crossing on both sides, whatever the shape")
  func crossing() {
    for function: (Double) -> Double in [{ $0 - 0.3 }, { $0 < 0.3 ? -1 : 1e9 }, { $0 * $0 * $0 - 0.027 }] {
      let bracket = bracketCrossing(from: 0, to: 7, tolerance: 1e-9, of: function)
      #expect(function(bracket.lower) <= 0 && function(bracket.upper) > 0)
      #expect(bracket.upper - bracket.lower <= 1e-9 && abs(bracket.upper - 0.3) < 2e-9)
    }
  }
}

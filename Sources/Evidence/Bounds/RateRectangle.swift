internal import Foundation
package import PrivacyModel

/// Intervals for both error rates of one test: a rectangle that holds the true pair.
package struct RateRectangle: Sendable {
  package let falseNegative: ClosedRange<Double>
  package let falsePositive: ClosedRange<Double>

  /// Clopper–Pearson intervals. All four ends hold at once except with probability `significance`.
  package static func clopperPearson(
    falseNegatives: BinomialCount, falsePositives: BinomialCount, significance: Double
  ) throws -> RateRectangle {
    func interval(_ count: BinomialCount) throws -> ClosedRange<Double> {
      let lower = 1 - (try clopperPearsonUpperBound(count.complement, significance: significance / 4))
      return max(0, lower)...(try clopperPearsonUpperBound(count, significance: significance / 4))
    }
    return RateRectangle(
      falseNegative: try interval(falseNegatives), falsePositive: try interval(falsePositives))
  }

  /// Equal-tailed credible intervals under Jeffreys' prior.
  package static func jeffreys(
    falseNegatives: BinomialCount, falsePositives: BinomialCount, significance: Double
  ) -> RateRectangle {
    func interval(_ count: BinomialCount) -> ClosedRange<Double> {
      let lower = 1 - jeffreysUpperBound(count.complement, significance: significance / 4)
      return max(0, lower)...jeffreysUpperBound(count, significance: significance / 4)
    }
    return RateRectangle(falseNegative: interval(falseNegatives), falsePositive: interval(falsePositives))
  }

  /// From the least to the greatest ε that pairs of rates in the rectangle show, by the test or by its reversal.
  ///
  /// The lower end is 0 where the rectangle holds pairs of a test that tells nothing apart. The upper end bounds what
  /// this attack shows and never the mechanism.
  package func epsilonInterval(delta: Double) -> EpsilonInterval {
    let low = (falseNegative.lowerBound, falsePositive.lowerBound)
    let high = (falseNegative.upperBound, falsePositive.upperBound)
    let (atLow, atHigh) = (Self.epsilon(low, delta: delta), Self.epsilon(high, delta: delta))
    let straddles = low.0 + low.1 <= 1 && high.0 + high.1 >= 1
    return EpsilonInterval(lower: straddles ? 0 : min(atLow, atHigh), upper: max(atLow, atHigh))
  }

  private static func epsilon(_ rates: (Double, Double), delta: Double) -> Double {
    max(
      epsilonImplied(byFalseNegativeRate: rates.0, falsePositiveRate: rates.1, delta: delta),
      epsilonImplied(byFalseNegativeRate: 1 - rates.0, falsePositiveRate: 1 - rates.1, delta: delta))
  }
}

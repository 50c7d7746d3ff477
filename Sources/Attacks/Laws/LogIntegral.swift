internal import Foundation
internal import NumericalCore

/// log ∫ e^g over an interval, for g smooth but at some kinks; −∞ for an empty interval.
///
/// - Parameters:
///   - kinks: Where g is not smooth, in any order; those outside the interval are left out.
///   - widest: Over intervals of this width g changes by a few units at most where e^g is near its largest.
/// - Accuracy: with Laplace laws of scale `widest` and up, 1e-8 of the integral.
func logIntegral(
  from lower: Double, to upper: Double, kinks: [Double], widest: Double, of logIntegrand: (Double) -> Double
) -> Double {
  guard lower < upper else { return -.infinity }
  let ends = [lower] + Set(kinks).filter { $0 > lower && $0 < upper }.sorted() + [upper]
  var terms: [Double] = []
  for (left, right) in zip(ends, ends.dropFirst()) {
    GaussLegendreRule.panels(from: left, to: right, widest: widest) { terms.append(logIntegrand($0) + log($1)) }
  }
  return logSumExp(terms)
}

/// Beyond so many scales a Laplace or exponential law has a probability below 2e-11.
let scalesOfTail = 25.0

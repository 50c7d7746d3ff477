internal import Foundation

/// The limit that a mechanism's hockey-stick curve sets to every test of membership.
///
/// A mechanism that is (ε, δ(ε))-DP at each ε of a list, both ways, lets no test have a true positive rate above
/// ```
/// min over ε of min(1, e^ε FPR + δ(ε), 1 − e^−ε (1 − δ(ε) − FPR))
/// ```
/// at a false positive rate FPR; with all ε ≥ 0 this is 1 − f(FPR) for the symmetric trade-off function f itself, and with
/// a list of them it is no smaller.
///
/// - Reference: Proposition 6 of arXiv:1905.02383v3.
package struct TradeOffCurve: Hashable, Codable, Sendable {
  /// ε ≥ 0 with bounds on δ.
  package let points: [PrivacyCurvePoint]

  package init(points: [PrivacyCurvePoint]) { self.points = points }

  /// - Parameter falsePositiveRate: In [0, 1].
  package func largestTruePositiveRate(atFalsePositiveRate falsePositiveRate: Double) -> Double {
    points.reduce(1) { rate, point in
      let (epsilon, delta) = (point.epsilon, point.upperDelta)
      return min(
        rate, exp(epsilon) * falsePositiveRate + delta,
        1 - exp(-epsilon) * max(0, 1 - delta - falsePositiveRate))
    }
  }
}

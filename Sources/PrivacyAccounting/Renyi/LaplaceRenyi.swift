internal import Foundation
internal import NumericalCore

/// The Rényi divergence of Laplace noise, on all records or on a Poisson sample.
///
/// With ε = 1/b the largest privacy loss and t the distance from 0, in scales, the pair is Q = Laplace(0) and
/// P = (1 − q) Q + q Laplace(ε). Outcomes t ≤ 0 and t ≥ ε have one likelihood ratio each, e^(−ε) and e^ε before
/// sampling, with Q-masses 1/2 and e^(−ε)/2; between them Q has density e^(−t)/2 and log-ratio 2t − ε. The reflection
/// t ↦ ε − t exchanges the laws, so this direction is the larger (Theorem 5 of arXiv:1908.10530v1).
///
/// - Accuracy: relative error below 1e-12 against 45-digit mpmath (`Vectors/renyi-divergences.json`).
struct LaplaceRenyi: RenyiDivergence {
  /// ε = sensitivity ÷ scale.
  let largestLoss: Double
  /// q, in (0, 1].
  let samplingProbability: Double

  /// Above this ε the unsampled value is returned: sampling never raises it, and no longer helps much.
  private static let largestIntegratedLoss = 50.0
  /// Of one panel.
  private static let panelRule = GaussLegendreRule.nodes(count: 16)

  func value(excessOrder: Double) -> Double {
    let unsampled = unsampledValue(excessOrder: excessOrder)
    guard samplingProbability < 1, largestLoss <= Self.largestIntegratedLoss else { return unsampled }
    return min(unsampled, logMomentOfSample(PowerRemainder(excessOrder: excessOrder)) / excessOrder)
  }

  /// Table II of arXiv:1702.07476v3, rearranged so that the linear terms of both exponentials cancel before they are
  /// computed:
  /// ```
  /// e^((α−1)D) − 1 = [α g((α − 1)ε) + (α − 1) g(−αε)] / (2α − 1),   g(x) = e^x − 1 − x
  /// ```
  private func unsampledValue(excessOrder: Double) -> Double {
    let order = 1 + excessOrder
    let exponent = excessOrder * largestLoss
    guard exponent < 700 else { return largestLoss + log(order / (order + excessOrder)) / excessOrder }
    let sum =
      order * exponentialRemainder(exponent) + excessOrder * exponentialRemainder(-order * largestLoss)
    return log1p(sum / (order + excessOrder)) / excessOrder
  }

  private func logMomentOfSample(_ remainder: PowerRemainder) -> Double {
    func logTerm(_ logMass: Double, _ logRatio: Double) -> Double {
      logMass + remainder.logValue(logMixtureRatio(logRatio, weight: samplingProbability))
    }
    let logHalf = -log(2.0)
    var logTerms = [logTerm(logHalf, -largestLoss), logTerm(logHalf - largestLoss, largestLoss)]
    // (P/Q)^α falls from t = ε downwards, by at most e^(2α) per unit: panels double in length until e^ℓ is what varies.
    var (upper, length) = (largestLoss, 0.25 / remainder.order)
    while upper > 0 {
      let lower = upper - length > 1e-12 * largestLoss ? upper - length : 0
      let (centre, half) = ((upper + lower) / 2, (upper - lower) / 2)
      for node in Self.panelRule {
        let t = centre + half * node.position
        logTerms.append(logTerm(log(half * node.weight) + logHalf - t, 2 * t - largestLoss))
      }
      (upper, length) = (lower, min(0.5, largestLoss - lower))
    }
    return softplus(logSumExp(logTerms))
  }
}

/// e^x − 1 − x ≥ 0, to full precision.
private func exponentialRemainder(_ x: Double) -> Double {
  guard abs(x) < 0.3 else { return expm1(x) - x }
  var series = 1.0
  for k in stride(from: 14.0, through: 3, by: -1) { series = 1 + series * x / k }
  return x * x / 2 * series
}

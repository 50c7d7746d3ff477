internal import Foundation
internal import NumericalCore

/// A bound on the Rényi divergence of the Gaussian mechanism on a batch drawn without replacement, when one record
/// replaces another.
///
/// With γ the batch's share of the records, e(α) = α/(2σ²) and B(l) = E_Q[|P/Q − 1|^l] for the Gaussians themselves,
/// ```
/// e^((α−1) D) ≤ 1 + C(α, 2) γ² min(4 (e^e(2) − 1), 2 e^e(2))
///                 + Σ_{j=3}^{α} C(α, j) γ^j min(4 √(B(2⌊j/2⌋) B(2⌈j/2⌉)), 2 e^((j−1) e(j)))
/// ```
/// at whole α; between them the bound is `interpolatedRenyi`. It is never above e(α), which no sampling raises.
///
/// - Accuracy: of the formula, relative error below 1e-11 against 45-digit mpmath (`Vectors/renyi-divergences.json`).
/// - Reference: Theorem 27 of arXiv:1808.00087v2.
struct FixedSizeGaussianRenyi: RenyiDivergence {
  /// σ relative to the sensitivity of one record replacing another: half of the noise multiplier.
  private let relativeNoise: Double
  private let logShare: Double
  /// log of the j-th minimum above, j = 0…`largestMomentOrder`.
  private let logFactors: [Double]

  /// B(l) is used up to this l, and the other bound alone above.
  private static let largestMomentOrder = 256
  /// At larger orders the unsampled value is returned.
  private static let largestSummedOrder = 4096
  private static let logFactorials: [Double] = (0...largestSummedOrder).map { lgamma(Double($0) + 1) }

  /// - Parameters:
  ///   - noiseMultiplier: Relative to the contribution of one record, greater than 0.
  ///   - share: γ, in (0, 1).
  init(noiseMultiplier: Double, share: Double) {
    relativeNoise = noiseMultiplier / 2
    logShare = log(share)
    let sigma = relativeNoise
    let moments = Self.logAbsoluteMoments(sigma)
    logFactors = (0...Self.largestMomentOrder).map { j in
      guard j >= 2 else { return 0 }
      let plain = log(2.0) + Self.logPower(j, sigma)
      guard j > 2 else {
        let exponent = 1 / (sigma * sigma)
        return min(2 * log(2.0) + (exponent < 30 ? log(expm1(exponent)) : exponent), plain)
      }
      let (lower, upper) = (j / 2, (j + 1) / 2)
      guard upper < moments.count else { return plain }
      return min(2 * log(2.0) + (moments[lower] + moments[upper]) / 2, plain)
    }
  }

  var isInterpolated: Bool { true }

  func value(excessOrder: Double) -> Double {
    let unsampled = (1 + excessOrder) / (2 * relativeNoise * relativeNoise)
    guard excessOrder < Double(Self.largestSummedOrder - 1) else { return unsampled }
    return min(unsampled, interpolatedRenyi(excessOrder: excessOrder, wholeValue: wholeValue))
  }

  private func wholeValue(_ order: Int) -> Double {
    let logFactorials = Self.logFactorials
    let logTerms = (2...order).map { j in
      logFactorials[order] - logFactorials[j] - logFactorials[order - j] + Double(j) * logShare
        + (j < logFactors.count ? logFactors[j] : log(2.0) + Self.logPower(j, relativeNoise))
    }
    let unsampled = Double(order) / (2 * relativeNoise * relativeNoise)
    return min(unsampled, softplus(logSumExp(logTerms)) / Double(order - 1))
  }

  /// (j − 1) e(j) = log E_Q[(P/Q)^j].
  private static func logPower(_ j: Int, _ sigma: Double) -> Double {
    Double(j) * Double(j - 1) / (2 * sigma * sigma)
  }

  /// log B(2k) at index k = 0, 1, …, as far as it matters: 4B is more than 2 e^((l−1) e(l)) from the last on.
  ///
  /// By the trapezoid rule on the entire function (e^w − 1)^l φ(u), w = u/σ − 1/(2σ²), which has no cancelling terms
  /// where the binomial sum has.
  private static func logAbsoluteMoments(_ sigma: Double) -> [Double] {
    let step = 0.125
    let reach = 12.0
    var result = [0.0]
    for k in 1...(largestMomentOrder / 2) {
      let l = Double(2 * k)
      // The mass of φ, the mode of wˡ φ and that of e^(lw) φ, each with room.
      let (first, last) = (-l.squareRoot() - reach, max(l / sigma, l.squareRoot()) + reach)
      guard (last - first) / step < 1e5 else { break }
      let logTerms = (0...Int((last - first) / step)).map { index in
        let u = first + Double(index) * step
        let w = (u - 1 / (2 * sigma)) / sigma
        return l * (w > 30 ? w + log1p(-exp(-w)) : log(abs(expm1(w)))) - u * u / 2
      }
      result.append(logSumExp(logTerms) + log(step / (2 * Double.pi).squareRoot()))
      if result[k] > logPower(2 * k, sigma) - log(1.5) { break }
    }
    return result
  }
}

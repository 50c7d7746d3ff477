internal import Foundation

/// The remainder of ρ^α beyond its tangent at 1, as a function of ℓ = log ρ:
/// ```
/// f(ℓ) = e^(αℓ) − 1 − α (e^ℓ − 1) ≥ 0
/// ```
/// Where ρ is a ratio of two probability densities its mean is 1, so E[f] = E[ρ^α] − 1. Summing f instead of ρ^α keeps
/// every digit when the two laws are nearly equal, because each term is non-negative.
struct PowerRemainder: Sendable {
  /// α > 1.
  let order: Double
  /// α − 1.
  let excessOrder: Double
  /// f(ℓ) ÷ (α (α − 1) ℓ²) = Σ coefficients[k] ℓᵏ near 0.
  private let coefficients: SIMD8<Double>

  /// Below this |αℓ| the power series is used: the closed form would lose more than a factor 20 of the rounding unit.
  static let seriesLimit = 0.1

  /// - Parameter excessOrder: α − 1, greater than 0; taken instead of α so that orders near 1 keep their digits.
  init(excessOrder: Double) {
    self.excessOrder = excessOrder
    order = 1 + excessOrder
    // α^k − α = α (α − 1) (1 + α + … + α^(k−2)), so that no coefficient cancels as α approaches 1.
    var coefficients = SIMD8<Double>()
    var (sum, factorial) = (1.0, 2.0)
    for k in 0..<8 {
      coefficients[k] = sum / factorial
      sum = 1 + order * sum
      factorial *= Double(k + 3)
    }
    self.coefficients = coefficients
  }

  /// f(ℓ) for |αℓ| < `seriesLimit`; the relative truncation error is below 1e-14.
  func series(_ logRatio: Double) -> Double {
    var polynomial = coefficients[7]
    for k in stride(from: 6, through: 0, by: -1) { polynomial = polynomial * logRatio + coefficients[k] }
    return order * excessOrder * logRatio * logRatio * polynomial
  }

  /// log f(ℓ), without overflow for any ℓ in [−∞, ∞); −∞ at ℓ = 0.
  func logValue(_ logRatio: Double) -> Double {
    let exponent = excessOrder * logRatio
    if exponent > 40 { return exponent + logRatio }
    if abs(order * logRatio) < Self.seriesLimit { return log(series(logRatio)) }
    return logRatio > 0
      ? logRatio + log(expm1(exponent) + excessOrder * expm1(-logRatio))
      : log(exp(logRatio) * expm1(exponent) - excessOrder * expm1(logRatio))
  }
}

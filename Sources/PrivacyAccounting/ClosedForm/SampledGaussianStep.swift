internal import Foundation
internal import NumericalCore

/// The exact (ε, δ) trade-off of one Poisson-subsampled Gaussian step.
///
/// With μ = 1/σ, r(u) = 1 − q + q exp(μu − μ²/2) and G the trade-off of the Gaussian without sampling,
/// ```
/// remove:   e^ε  = 1 − q + q e^x        δ = q G(x)                                    x ≥ 0
/// add:      e^−ε = 1 − q + q e^−x       δ = q e^(ε − x) G(x)                          x ≥ 0
/// replace:  e^ε  = r(u) ÷ r(−u)         δ = q G(μu − μ²/2) + q e^(ε − y) G(y)         u ≥ 0, y = μu + μ²/2
/// ```
/// so that no term is negative: the likelihood ratio of the pair crosses e^ε at u.
///
/// - Accuracy: ε within 1e-12 relative of values by normal tails (`closed` in
///   `Vectors/contour-composition.json`).
/// - Reference: remove is amplification by sampling (arXiv:1807.01647) of Theorem 8 of arXiv:1805.06530v2; all follow
///   from the definition δ = ∫ (p − e^ε q)₊ and the point where the integrand changes sign.
package struct SampledGaussianStep: Sendable {
  package let samplingProbability: Double
  package let direction: Direction
  private let gaussian: AnalyticGaussian
  private var mu: Double { 1 / gaussian.noiseMultiplier }

  /// - Parameters:
  ///   - noiseMultiplier: σ, greater than 0.
  ///   - samplingProbability: q, in (0, 1).
  package init(noiseMultiplier: Double, samplingProbability: Double, direction: Direction) {
    (self.samplingProbability, self.direction) = (samplingProbability, direction)
    gaussian = AnalyticGaussian(noiseMultiplier: noiseMultiplier)
  }

  /// The smallest ε ≥ 0 at which the step is (ε, `delta`)-DP; nil when it is too large for a double.
  ///
  /// - Parameter delta: In (0, 1).
  package func epsilon(delta: Double) -> Double? {
    let target = log(delta)
    guard logDelta(at: 0) > target else { return 0 }
    var end = 1.0
    while logDelta(at: end) > target {
      end *= 2
      guard end < 1e150 else { return nil }
    }
    let root = bisect(from: 0, to: end, relativeTolerance: 1e-15) { logDelta(at: $0) <= target }
    let epsilon = epsilon(at: root.upper)
    return epsilon.isFinite ? epsilon : nil
  }

  /// The ε that the parameter of the curve, x or u above, at least 0, belongs to.
  package func epsilon(at parameter: Double) -> Double {
    let q = samplingProbability
    switch direction {
    case .remove: return logMixtureRatio(parameter, weight: q)
    case .add: return -logMixtureRatio(-parameter, weight: q)
    case .replace:
      let (forwards, backwards) = (mu * (parameter - mu / 2), mu * (-parameter - mu / 2))
      guard mu * parameter < 500 else {
        return logMixtureRatio(forwards, weight: q) - logMixtureRatio(backwards, weight: q)
      }
      let ratio = logMixtureRatio(backwards, weight: q)
      return softplus(log(2 * q * sinh(mu * parameter)) - mu * mu / 2 - ratio)
    }
  }

  /// log δ there.
  package func logDelta(at parameter: Double) -> Double {
    let q = samplingProbability
    switch direction {
    case .remove: return log(q) + gaussian.logDelta(epsilon: parameter)
    case .add: return log(q) + epsilon(at: parameter) - parameter + gaussian.logDelta(epsilon: parameter)
    case .replace:
      let (x, y) = (mu * (parameter - mu / 2), mu * (parameter + mu / 2))
      let second = epsilon(at: parameter) - y + gaussian.logDelta(epsilon: y)
      // G(−x) = 1 − e^−x + e^−x G(x).
      let first = x >= 0 ? gaussian.logDelta(epsilon: x) : log(-expm1(x) + exp(x + gaussian.logDelta(epsilon: -x)))
      guard first > -.infinity || second > -.infinity else { return -.infinity }
      return log(q) + max(first, second) + log1p(exp(-abs(first - second)))
    }
  }
}

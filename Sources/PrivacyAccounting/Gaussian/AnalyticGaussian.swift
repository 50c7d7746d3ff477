internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// The exact (ε, δ) trade-off of Gaussian noise, under add-or-remove adjacency.
///
/// With μ = 1/σ and x = ε/μ − μ/2,
/// ```
/// δ(ε) = Φ(−x) − e^ε Φ(−x − μ) = φ(x) ∫₀^∞ e^(−xs − s²/2) (1 − e^(−μs)) ds
/// ```
/// The integral has no cancellation and no overflow at any ε, and is used wherever the difference could suffer either.
///
/// - Accuracy: log δ and ε within 1e-12 relative of 60-digit mpmath, δ from 1 down to 1e-100
///   (`Vectors/gaussian-log-delta.json`, `Vectors/gaussian-epsilon.json`).
/// - Reference: Theorem 8 of arXiv:1805.06530v2.
package struct AnalyticGaussian: Sendable {
  /// σ.
  package let noiseMultiplier: Double
  private let mu: Double

  /// - Parameter noiseMultiplier: Standard deviation ÷ sensitivity, a finite number greater than 0.
  package init(noiseMultiplier: Double) throws {
    self.noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: .positive)
    mu = 1 / noiseMultiplier
  }

  /// The smallest δ at which the mechanism is (`epsilon`, δ)-DP.
  package func delta(epsilon: Double) throws -> Double { exp(try logDelta(epsilon: epsilon)) }

  /// log δ(ε), which stays finite where δ underflows.
  package func logDelta(epsilon: Double) throws -> Double {
    let epsilon = try checked(epsilon, "epsilon", in: .notNegative)
    let x = epsilon / mu - mu / 2
    // Beyond these log δ is 0 to the last digit, or below the range of doubles.
    guard x > -40 else { return 0 }
    guard x < 1e150 else { return -.infinity }
    let logDensity = -x * x / 2 - log(2 * Double.pi) / 2
    if x >= 0 || mu < 1 { return logDensity + log(tailIntegral(x, shift: mu)) }
    // The second term is far below the first here; it is φ(x) times Mills' ratio at x + μ ≥ 1/2.
    return log(erfc(x / 2.0.squareRoot()) / 2 - exp(logDensity) * tailIntegral(x + mu, shift: .infinity))
  }

  /// The smallest ε ≥ 0 at which the mechanism is (ε, `delta`)-DP, rounded up.
  ///
  /// - Parameter delta: In (0, 1).
  /// - Returns: nil when ε is too large for a double.
  /// - Throws: `InvalidValue` for a δ outside its range.
  package func epsilon(delta: Double) throws -> Double? {
    let logDelta = log(try checked(delta, "delta", in: .openUnitInterval))
    // More than `logDelta(epsilon:)` and the logarithm above can err.
    let target = logDelta - 1e-14 * (10 - logDelta)
    func isPrivate(_ epsilon: Double) throws -> Bool { try self.logDelta(epsilon: epsilon) <= target }
    // δ(ε) ≤ Φ(−x) ≤ e^(−x²/2) at x ≥ 0.
    let enough = mu * (mu / 2 + (-2 * target).squareRoot()) * (1 + 1e-12)
    guard enough.isFinite else { return nil }
    guard try !isPrivate(0) else { return 0 }
    return try bisect(from: 0, to: enough, relativeTolerance: 1e-14, until: isPrivate).upper
  }
}

/// ∫₀^∞ e^(−xs − s²/2) (1 − e^(−μs)) ds for x > −1; Mills' ratio at x when μ = `shift` is infinite.
///
/// By the trapezoid rule in z = log s, where the integrand is analytic for |Im z| < π/4 and the step errs by e⁻⁴¹.
private func tailIntegral(_ x: Double, shift: Double) -> Double {
  let step = 0.12
  // Where the integrand has died: e^(−xs − s²/2) < e⁻⁴⁵ above, and s below e⁻⁴² of its scale below.
  let largest = 90 / (x + (x * x + 90).squareRoot())
  let smallest = -42 + min(0, -log(max(x, 1)))
  let growth = exp(step)
  var (s, sum) = (largest, 0.0)
  for _ in 0...Int((log(largest) - smallest) / step) {
    sum += s * exp(-s * (x + s / 2)) * -expm1(-shift * s)
    s /= growth
  }
  return sum * step
}

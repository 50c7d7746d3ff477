internal import Foundation

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
  package init(noiseMultiplier: Double) {
    precondition(
      noiseMultiplier > 0 && noiseMultiplier.isFinite,
      "noiseMultiplier must be a finite number greater than 0, got \(noiseMultiplier)")
    self.noiseMultiplier = noiseMultiplier
    mu = 1 / noiseMultiplier
  }

  /// The smallest δ at which the mechanism is (`epsilon`, δ)-DP.
  package func delta(epsilon: Double) -> Double { exp(logDelta(epsilon: epsilon)) }

  /// log δ(ε), which stays finite where δ underflows.
  ///
  /// - Parameter epsilon: At least 0.
  package func logDelta(epsilon: Double) -> Double {
    precondition(epsilon >= 0, "epsilon must be at least 0, got \(epsilon)")
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
  package func epsilon(delta: Double) -> Double? {
    precondition(delta > 0 && delta < 1, "delta must be greater than 0 and less than 1, got \(delta)")
    let logDelta = log(delta)
    // More than `logDelta(epsilon:)` and the logarithm above can err.
    let target = logDelta - 1e-14 * (10 - logDelta)
    func isPrivate(_ epsilon: Double) -> Bool { self.logDelta(epsilon: epsilon) <= target }
    // δ(ε) ≤ Φ(−x) ≤ e^(−x²/2) at x ≥ 0.
    let enough = mu * (mu / 2 + (-2 * target).squareRoot()) * (1 + 1e-12)
    guard enough.isFinite else { return nil }
    guard !isPrivate(0) else { return 0 }
    // log δ is concave and falls, so Newton's method stays on the private side of the root.
    var root = enough
    for _ in 0..<100 {
      let logDelta = self.logDelta(epsilon: root)
      let next = root - (logDelta - target) / logDeltaSlope(epsilon: root, logDelta: logDelta)
      guard next < root * (1 - 1e-13), next > 0 else { break }
      root = next
    }
    for reach in [2e-13, 1e-11] {
      let (lower, upper) = (root * (1 - reach), min(enough, root * (1 + reach)))
      guard lower < upper, !isPrivate(lower), isPrivate(upper) else { continue }
      return bisect(from: lower, to: upper, relativeTolerance: 1e-14, until: isPrivate).upper
    }
    return bisect(from: 0, to: enough, relativeTolerance: 1e-14, until: isPrivate).upper
  }

  /// d log δ / dε = −e^ε Φ(−x − μ) / δ = −φ(x) ÷ δ times Mills' ratio at x + μ, to some eleven digits.
  private func logDeltaSlope(epsilon: Double, logDelta: Double) -> Double {
    let x = epsilon / mu - mu / 2
    let y = x + mu
    let square = 1 / (y * y)
    let millsRatio =
      y < 30
      ? (Double.pi / 2).squareRoot() * erfc(y / 2.0.squareRoot()) * exp(y * y / 2)
      : (1 - square * (1 - square * (3 - square * (15 - square * 105)))) / y
    return -millsRatio * exp(-x * x / 2 - log(2 * Double.pi) / 2 - logDelta)
  }

  /// The Gaussian noise whose ε at `delta` is `epsilon`.
  ///
  /// - Parameters:
  ///   - epsilon: At least 0.
  ///   - delta: In (0, 1).
  package static func calibrated(epsilon: Double, delta: Double) -> AnalyticGaussian {
    let target = log(delta)
    // At μ = 9 + √(2ε + 2·40) the privacy loss exceeds ε + 1 with probability close to 1, whatever the δ.
    let mu = bisect(from: 1e-12, to: 9 + (2 * epsilon + 80).squareRoot(), relativeTolerance: 1e-13) { mu in
      AnalyticGaussian(noiseMultiplier: 1 / mu).logDelta(epsilon: epsilon) >= target
    }
    return AnalyticGaussian(noiseMultiplier: 1 / mu.upper)
  }
}

/// ∫₀^∞ e^(−xs − s²/2) (1 − e^(−μs)) ds for x > −1; Mills' ratio at x when μ = `shift` is infinite.
///
/// By the trapezoid rule in z = log s, where the integrand is analytic for |Im z| < π/4 and the step errs by e⁻⁴¹.
private func tailIntegral(_ x: Double, shift: Double) -> Double {
  let step = 0.12
  // Where the integrand has died: e^(−xs − s²/2) < e⁻⁴⁵ above; below, s under e⁻⁴² of its scale m, or μs² under e⁻⁴² of
  // the lesser of m and μm².
  let largest = 90 / (x + (x * x + 90).squareRoot())
  let logScale = -log(max(x, 1))
  let smallest = max(-42 + logScale, -21 + logScale - max(0, log(shift) + logScale) / 2)
  let growth = exp(step)
  var (s, sum) = (largest, 0.0)
  for _ in 0...Int((log(largest) - smallest) / step) {
    sum += s * exp(-s * (x + s / 2)) * -expm1(-shift * s)
    s /= growth
  }
  return sum * step
}

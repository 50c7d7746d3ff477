internal import Foundation
internal import NumericalCore

/// The Rényi divergence of the Poisson-subsampled Gaussian mechanism when one record replaces another.
///
/// The pair is P = (1 − q) N(0, σ²) + q N(1, σ²), Q = (1 − q) N(0, σ²) + q N(−1, σ²). With r as in
/// `SampledGaussianRenyi`, u standard normal and ℓ(u) = log r(u) − log r(−u),
/// ```
/// E_Q[(P/Q)^α] − 1 = E[r(−u) f(ℓ(u))]
/// ```
/// with f the `PowerRemainder`, by the trapezoid rule. The integrand is analytic for |Im u| < πσ, but |r(−u)|^(1−α) may
/// grow there: |r(u + ib)| ≥ r(u) cos(b/(2σ)), so that a step h errs by at most about
/// e^(b²/2 − 2πb/h) cos(b/(2σ))^(1−α); h makes that e⁻⁴¹ at the best b.
///
/// - Accuracy: relative error below 1e-12 against 45-digit mpmath (`Vectors/renyi-divergences.json`).
struct ReplacedGaussianRenyi: RenyiDivergence {
  /// σ.
  let noiseMultiplier: Double
  /// q, in (0, 1).
  let samplingProbability: Double

  /// With more nodes than this the unsampled value is returned: sampling never raises it.
  private static let mostNodes = 20_000.0

  func value(excessOrder: Double) -> Double {
    // Without sampling the sensitivity is twice one record's contribution.
    let unsampled = 2 * (1 + excessOrder) / (noiseMultiplier * noiseMultiplier)
    guard noiseMultiplier >= SampledGaussianRenyi.smallestIntegratedNoise else { return unsampled }
    let step = step(excessOrder: excessOrder)
    // From Q's far end at −1/σ to the farthest that order α can shift a unit normal.
    let first = -1 / noiseMultiplier - SampledGaussianRenyi.reach
    let last = max(1, 1 + 2 * excessOrder) / noiseMultiplier + SampledGaussianRenyi.reach
    guard (last - first) / step <= Self.mostNodes else { return unsampled }
    let remainder = PowerRemainder(excessOrder: excessOrder)
    let logTerms = (0...Int(((last - first) / step).rounded(.up))).map { index in
      let u = first + Double(index) * step
      let reverse = logRatio(-u)
      return reverse + remainder.logValue(logRatio(u) - reverse) - u * u / 2
    }
    let logIntegral = logSumExp(logTerms) + log(step / (2 * Double.pi).squareRoot())
    return min(unsampled, softplus(logIntegral) / excessOrder)
  }

  private func logRatio(_ u: Double) -> Double {
    logLikelihoodRatio(u, noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability)
  }

  private func step(excessOrder: Double) -> Double {
    let target = 41.0
    return (1..<32).reduce(0) { best, index in
      let b = min(Double.pi * noiseMultiplier, 10) * Double(index) / 32
      let growth = b * b / 2 - excessOrder * log(cos(b / (2 * noiseMultiplier)))
      return max(best, 2 * .pi * b / (target + growth))
    }
  }
}

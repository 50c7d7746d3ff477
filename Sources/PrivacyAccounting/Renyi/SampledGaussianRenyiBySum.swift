internal import Foundation
internal import NumericalCore

/// The slow twin of `SampledGaussianRenyi.value` for whole orders: the binomial theorem, term by term.
///
/// ```
/// A − 1 = Σ_{i=2}^{α} C(α, i) qⁱ (1 − q)^(α−i) (exp(i (i − 1) / (2σ²)) − 1)
/// ```
/// - Throws: `NumericalError` when the gamma function fails.
/// - Reference: Section 3.3 of arXiv:1908.10530v1, less the terms of i = 0 and 1.
package func sampledGaussianRenyiBySum(
  order: Int, noiseMultiplier: Double, samplingProbability: Double
) throws -> Double {
  precondition(order >= 2, "order must be a whole number of at least 2, got \(order)")
  let (alpha, q) = (Double(order), samplingProbability)
  let logTerms = try (2...order).map { index in
    let i = Double(index)
    let exponent = i * (i - 1) / (2 * noiseMultiplier * noiseMultiplier)
    let logBinomial = try GSL.logGamma(alpha + 1) - GSL.logGamma(i + 1) - GSL.logGamma(alpha - i + 1)
    let logRest = index == order ? 0 : (alpha - i) * log1p(-q)
    return logBinomial + i * log(q) + logRest
      + (exponent < 30 ? log(expm1(exponent)) : exponent + log1p(-exp(-exponent)))
  }
  return softplus(logSumExp(logTerms)) / (alpha - 1)
}

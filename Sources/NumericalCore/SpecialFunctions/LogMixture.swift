internal import Foundation

/// ln(1 − q + q e^w): the log-likelihood ratio of a mixture to its first part.
///
/// - Parameters:
///   - logRatio: w, the log-likelihood ratio of the second part to the first; any size without overflow.
///   - weight: q, the weight of the second part, in (0, 1].
package func logMixtureRatio(_ logRatio: Double, weight: Double) -> Double {
  logRatio < 30
    ? log1p(weight * expm1(logRatio))
    : logRatio + log(weight) + log1p((1 - weight) / weight * exp(-logRatio))
}

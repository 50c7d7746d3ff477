internal import Foundation

/// ln(1 − q + q e^w): the log-likelihood ratio of a mixture to its first part.
///
/// - Parameters:
///   - logRatio: w, the log-likelihood ratio of the second part to the first; any size without overflow.
///   - weight: q, the weight of the second part, in (0, 1].
package func logMixtureRatio(_ logRatio: Double, weight: Double) -> Double {
  guard weight < 1 else { return logRatio }
  if logRatio >= 30 { return logRatio + log(weight) + log1p((1 - weight) / weight * exp(-logRatio)) }
  let excess = weight * expm1(logRatio)
  // Near −1 the excess has lost the part that matters, and the sum of two positive numbers has not.
  return excess > -0.5 ? log1p(excess) : log(1 - weight + weight * exp(logRatio))
}

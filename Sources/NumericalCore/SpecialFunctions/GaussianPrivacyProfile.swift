internal import Foundation

/// The least δ for which N(0, 1) against N(`mu`, 1) is (ε, δ)-indistinguishable, in both directions.
/// ```
/// δ = Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ)
/// ```
/// - Parameters:
///   - mu: Separation of the means in standard deviations, greater than 0.
///   - epsilon: In nats, at least 0.
/// - Reference: Balle and Wang, "Improving the Gaussian Mechanism for Differential Privacy", Theorem 8 of
///   arXiv:1805.06530v2.
package func gaussianDelta(mu: Double, epsilon: Double) throws -> Double {
  let a = mu / 2 - epsilon / mu
  let b = -mu / 2 - epsilon / mu
  // ln(½ erfc(x/√2)) is the logarithm of the upper tail; e^ε would overflow beside a tail that underflows.
  let logUpper = try GSL.logErfc(-a / 2.0.squareRoot()) - log(2)
  let logLower = epsilon + (try GSL.logErfc(-b / 2.0.squareRoot())) - log(2)
  return max(0, exp(logUpper) * -expm1(min(0, logLower - logUpper)))
}

/// The least ε for which N(0, 1) against N(`mu`, 1) is (ε, `delta`)-indistinguishable; the upper end of its bracket.
///
/// - Parameters:
///   - mu: Separation of the means in standard deviations, at least 0.
///   - delta: In (0, 1).
package func gaussianEpsilon(mu: Double, delta: Double) throws -> Double {
  precondition(mu >= 0 && delta > 0 && delta < 1, "needs mu >= 0 and delta in (0, 1), got \(mu) and \(delta)")
  guard mu > 0, try gaussianDelta(mu: mu, epsilon: 0) > delta else { return 0 }
  // The privacy loss is N(μ²/2, μ²), and its tail beyond ε bounds δ.
  let beyond = mu * mu / 2 + mu * (-2 * log(delta)).squareRoot() + 1
  return try bisect(from: 0, to: beyond, relativeTolerance: 1e-14) { epsilon in
    try gaussianDelta(mu: mu, epsilon: epsilon) <= delta
  }.upper
}

/// The separation `mu` at which `gaussianEpsilon(mu:delta:)` is `epsilon`.
package func gaussianSeparation(epsilon: Double, delta: Double) throws -> Double {
  try bisect(from: 1e-12, to: 10 + 2 * (2 * (epsilon + 1)).squareRoot(), relativeTolerance: 1e-13) { mu in
    try gaussianDelta(mu: mu, epsilon: epsilon) >= delta
  }.upper
}

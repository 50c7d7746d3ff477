internal import NumericalCore

/// The largest privacy parameter that the evidence refutes, rounded down; 0 when it refutes none.
///
/// The parameter orders hypotheses from private to less so: whoever satisfies one satisfies all larger ones. Therefore
/// each refuted parameter is a lower bound, and it makes no difference to validity whether those refuted are an
/// interval: P[V ≥ v] is at most the p-value of every hypothesis that is true, hence at most their infimum, which is
/// monotone.
///
/// - Parameter isRefuted: False at parameters large enough. It errs towards false, to allow for rounding.
func largestRefuted(where isRefuted: (Double) -> Bool) -> Double {
  guard isRefuted(0) else { return 0 }
  var (lower, upper) = (0.0, 1.0)
  while isRefuted(upper) { (lower, upper) = (upper, 2 * upper) }
  return bisect(from: lower, to: upper, relativeTolerance: 1e-10) { !isRefuted($0) }.lower
}

/// The ε at `delta` of the Gaussian mechanism with sensitivity ÷ standard deviation `mu`, rounded down.
///
/// 0 at δ = 0, where a Gaussian mechanism has no ε that could be stated.
func epsilonOfGaussian(mu: Double, delta: Double) -> Double {
  guard mu > 0, delta > 0, let epsilon = AnalyticGaussian(noiseMultiplier: 1 / mu).epsilon(delta: delta) else {
    return 0
  }
  // More than it was rounded up by.
  return epsilon * (1 - 1e-11)
}

/// What all bounds of one run require of their arguments.
func checkArguments(delta: Double, significance: Double) {
  precondition(delta >= 0 && delta < 1, "delta must be at least 0 and less than 1, got \(delta)")
  precondition(significance > 0 && significance < 1, "significance must be in (0, 1), got \(significance)")
}

/// The Rényi divergence of the Poisson-subsampled discrete Gaussian of parameter σ at shift s.
///
/// Shifts of a log-concave law are ordered, so the largest shift is the worst. At whole orders the divergence is that
/// of the Gaussian with noise multiplier σ/s, because E_Q[(P/Q)ⁱ] = exp(i (i − 1) s² / (2σ²)) for both at whole i. Where
/// σ² ≥ 4s it is so at every order, up to e⁻⁴⁴: the sum over the whole numbers is then a trapezoid rule for the
/// Gaussian's integral, with a step that fine. For less noise the curve between whole orders is `interpolatedRenyi`.
struct SampledDiscreteGaussianRenyi: RenyiDivergence {
  private let continuous: SampledGaussianRenyi
  private let isFine: Bool

  init(standardDeviation: Double, shift: Int, samplingProbability: Double) {
    isFine = standardDeviation * standardDeviation >= 4 * Double(shift)
    continuous = SampledGaussianRenyi(
      noiseMultiplier: max(standardDeviation / Double(shift), .leastNonzeroMagnitude),
      samplingProbability: samplingProbability)
  }

  var isInterpolated: Bool { !isFine }

  func value(excessOrder: Double) -> Double {
    // Far beyond any order that is asked about; whole numbers of this size still fit their type.
    guard !isFine, excessOrder < 1e9 else { return continuous.value(excessOrder: excessOrder) }
    return interpolatedRenyi(excessOrder: excessOrder) { continuous.value(excessOrder: Double($0 - 1)) }
  }
}

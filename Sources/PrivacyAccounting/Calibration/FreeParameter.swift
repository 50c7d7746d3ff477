internal import Foundation
package import PrivacyModel

/// Which number of a DP-SGD-like mechanism is sought, the others being given.
package enum FreeParameter: Hashable, Sendable {
  case noiseMultiplier(samplingProbability: Double, steps: Int)
  case steps(noiseMultiplier: Double, samplingProbability: Double)
  case samplingProbability(noiseMultiplier: Double, steps: Int)
  /// The clip norm, for noise whose standard deviation is given in absolute terms: their quotient is the noise
  /// multiplier.
  case clipNorm(noiseStandardDeviation: Double, samplingProbability: Double, steps: Int)

  package var name: String {
    switch self {
    case .noiseMultiplier: "noise multiplier"
    case .steps: "number of steps"
    case .samplingProbability: "sampling probability"
    case .clipNorm: "clip norm"
    }
  }

  /// The event with the parameter at `value`.
  ///
  /// - Throws: `InvalidValue` for any value outside its range.
  package func event(at value: Double) throws -> MechanismEvent {
    switch self {
    case .noiseMultiplier(let samplingProbability, let steps):
      try .dpSGD(noiseMultiplier: value, samplingProbability: samplingProbability, steps: steps)
    case .steps(let noiseMultiplier, let samplingProbability):
      try .dpSGD(noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability, steps: Int(value))
    case .samplingProbability(let noiseMultiplier, let steps):
      try .dpSGD(noiseMultiplier: noiseMultiplier, samplingProbability: value, steps: steps)
    case .clipNorm(let noiseStandardDeviation, let samplingProbability, let steps):
      try .dpSGD(
        noiseMultiplier: checked(noiseStandardDeviation, "noiseStandardDeviation", in: .positive) / value,
        samplingProbability: samplingProbability, steps: steps)
    }
  }

  /// - Throws: `InvalidValue` for a given number outside its range.
  func check() throws {
    if case .clipNorm(let deviation, _, _) = self {
      _ = try checked(deviation, "noiseStandardDeviation", in: .positive)
    }
    _ = try Composition(event(at: range.mostPrivate))
  }

  /// The values searched, the most private one first.
  package var range: (mostPrivate: Double, leastPrivate: Double) {
    switch self {
    case .noiseMultiplier: (1e6, 0.01)
    case .steps: (1, 1e12)
    case .samplingProbability: (1e-12, 1)
    case .clipNorm(let deviation, _, _): (deviation / 1e6, deviation / 0.01)
    }
  }

  /// Whether the parameter counts something.
  var isWhole: Bool {
    if case .steps = self { true } else { false }
  }

  /// Where the mechanism is about as private as one Gaussian of sensitivity `mu`, by the central limit of
  /// arXiv:1911.11607v3: q √(T (e^(1/σ²) − 1)) = μ. For a first guess only.
  func guess(mu: Double) -> Double {
    func noise(_ q: Double, _ steps: Int) -> Double {
      1 / log1p(mu * mu / (q * q * Double(steps))).squareRoot()
    }
    func growth(_ noiseMultiplier: Double) -> Double { expm1(min(700, 1 / (noiseMultiplier * noiseMultiplier))) }
    let value =
      switch self {
      case .noiseMultiplier(let q, let steps): noise(q, steps)
      case .steps(let sigma, let q): mu * mu / (q * q * growth(sigma))
      case .samplingProbability(let sigma, let steps): mu / (Double(steps) * growth(sigma)).squareRoot()
      case .clipNorm(let deviation, let q, let steps): deviation / noise(q, steps)
      }
    let (low, high) = (min(range.mostPrivate, range.leastPrivate), max(range.mostPrivate, range.leastPrivate))
    return value.isFinite ? min(max(value, low), high) : range.mostPrivate
  }
}

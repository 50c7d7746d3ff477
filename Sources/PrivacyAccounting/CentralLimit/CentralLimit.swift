internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// What the central limit theorem of Gaussian differential privacy suggests for ε: an approximation, and no bound.
///
/// Many steps of subsampled Gaussian noise come close to one unsampled Gaussian of noise multiplier 1/μ. How close is
/// not said, and the approximation is mostly too small: the accountants that give bounds are the ones to trust.
///
/// - Parameters:
///   - delta: In (0, 1).
///   - adjacency: `.addOrRemove` or `.zeroOut` with Poisson samples, `.replaceOne` with samples without replacement.
/// - Throws: `InvalidValue` or `AccountingError`.
package func accountByCentralLimit(_ event: MechanismEvent, delta: Double, adjacency: Adjacency) throws -> Double {
  let delta = try checked(delta, "delta", in: .openUnitInterval)
  guard !event.isBoundedOnly else { throw AccountingError.boundOnly }
  let mu = try centralLimitMu(event, adjacency: adjacency)
  guard mu > 1e-300 else { return 0 }
  guard mu.isFinite, let epsilon = AnalyticGaussian(noiseMultiplier: 1 / mu).epsilon(delta: delta) else {
    throw AccountingError.unbounded(delta: delta)
  }
  return epsilon
}

/// The μ of the Gaussian that `event` comes close to, of noise multiplier 1/μ; 0 and ∞ where it leaves the range of
/// doubles.
///
/// - Throws: `InvalidValue` or `AccountingError`.
func centralLimitMu(_ event: MechanismEvent, adjacency: Adjacency) throws -> Double {
  let squares = try Composition(event).terms.map { term in
    guard case .gaussian(let noiseMultiplier) = term.step.noise else {
      throw AccountingError.noAccountant(term.step.noise.kind)
    }
    let (steps, moved) = (Double(term.count), Double(adjacency.contributionsMoved))
    switch term.step.sampling {
    case .none: return steps * moved * moved / (noiseMultiplier * noiseMultiplier)
    case .poisson(let probability):
      guard adjacency != .replaceOne else {
        throw AccountingError.unsupportedAdjacency(adjacency, of: .poissonSampled, choose: [.addOrRemove, .zeroOut])
      }
      let mu = CentralLimit.poisson(noiseMultiplier: noiseMultiplier, samplingProbability: probability, steps: steps)
      return mu * mu
    case .withoutReplacement(let batchSize, let populationSize):
      guard adjacency == .replaceOne else {
        throw AccountingError.unsupportedAdjacency(adjacency, of: .sampledWithoutReplacement, choose: [.replaceOne])
      }
      let mu = CentralLimit.uniform(
        noiseMultiplier: noiseMultiplier / moved, samplingProbability: Double(batchSize) / Double(populationSize),
        steps: steps)
      return mu * mu
    }
  }
  return squares.reduce(0, +).squareRoot()
}

/// The μ of the Gaussian that many subsampled Gaussian steps come close to.
///
/// - Accuracy: μ and ε within 1e-6 relative of Opacus 1.6.0, and 1e-9 of 40 digits (`Vectors/central-limit.json`).
package enum CentralLimit {
  /// μ = q √(T (e^(1/σ²) − 1)), for batches that every record joins independently.
  ///
  /// - Reference: Bu, Dong, Long and Su, "Deep Learning with Gaussian Differential Privacy", arXiv:1911.11607v3.
  package static func poisson(noiseMultiplier: Double, samplingProbability: Double, steps: Double) -> Double {
    samplingProbability * (steps * expm1(1 / (noiseMultiplier * noiseMultiplier))).squareRoot()
  }

  /// μ = √2 q √T √(e^(1/σ²) Φ(3/(2σ)) + 3 Φ(−1/(2σ)) − 2), for batches of a fixed size drawn without replacement.
  ///
  /// With a = 3/(2√2 σ) the last root holds ((e^(1/σ²) − 1)(1 + erf a) + erf a − 3 erf(a/3)) / 2, which subtracts less.
  ///
  /// - Reference: Corollary 5.4 of arXiv:1905.02383v3, where σ is the standard deviation ÷ the sum's own sensitivity.
  package static func uniform(noiseMultiplier: Double, samplingProbability: Double, steps: Double) -> Double {
    let a = 1.5 / (2.0.squareRoot() * noiseMultiplier)
    let inner = expm1(1 / (noiseMultiplier * noiseMultiplier)) * (1 + erf(a)) + erf(a) - 3 * erf(a / 3)
    return samplingProbability * (steps * max(0, inner)).squareRoot()
  }
}

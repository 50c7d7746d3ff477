internal import Foundation
internal import NumericalCore

/// ε and δ of composed Gaussian steps, each Poisson-subsampled or not, by contour integration: estimates, not proofs.
///
/// With L the privacy loss of the composition in one direction and M(z) = E[e^zL] = Πᵢ Mᵢ(z)^Tᵢ, for any c > 0,
/// ```
/// δ(ε) = E[(1 − e^(ε − L))₊] = (1 / 2πi) ∫ M(z) e^(−εz) ÷ (z (1 + z)) dz     along Re z = c
/// ```
/// c is near the saddle point of the integrand. The integral is a sum over equidistant frequencies, which is δ(ε) plus
/// images that are bounded by Chernoff's inequality and kept below 1e-12 of it (`Aliasing`). The count of a step is only
/// an exponent.
///
/// Every answer has an error estimate: aliasing (a bound), truncation and cancellation of the sum, rounding, and the
/// resolution of the loss (by comparison with half the nodes). Where these exceed `largestError`, as for few steps or
/// rare sampling, whose M decays slowly along the contour, the answer is `Unresolved`.
///
/// - Accuracy: ε within 1e-9 relative of 30-digit mpmath where resolved (`Vectors/contour-epsilon.json`).
/// - Reference: the integral is that of the saddle-point accountant, arXiv:2208.09595 (Alghamdi et al.), who expand
///   around the saddle where we sum along the contour; characteristic functions for accounting are those of
///   arXiv:2106.08567 (Zhu et al.).
package struct ContourAccountant: Sendable {
  /// With empty tables; every question fills its own.
  private let loss: ComposedLoss

  /// The largest error of δ, relative, and of ε, relative or absolute, that counts as an answer.
  private static let largestError = (delta: 1e-8, epsilon: 1e-8, absoluteEpsilon: 1e-12)
  private static let refinements = 0...6

  /// - Throws: `AccountingError.noAccountant` for other than Gaussian noise and Poisson sampling.
  package init(_ composition: Composition, direction: Direction) throws {
    loss = try ComposedLoss(composition, direction: direction)
  }

  /// An estimate of the smallest ε ≥ 0 at `delta`, in (0, 1).
  package func epsilon(delta: Double) -> ContourAnswer {
    precondition(delta > 0 && delta < 1, "delta must be greater than 0 and less than 1, got \(delta)")
    return refining { loss in
      let logDelta = log(delta)
      guard let saddle = Saddle(.epsilon(logDelta: logDelta), of: &loss, start: Self.start(logDelta, loss)) else {
        return .failure(.noSaddle)
      }
      let (c, k) = (saddle.tilt, saddle.cumulants)
      let chernoff = (k.logMoment - logDelta + logHockeyStickFactor(c)) / c
      if chernoff <= 0 || loss.isPrivateAtZero(delta: delta) { return .success(NumericalEstimate(value: 0, error: 0)) }
      let spread = (k.variance + 1 / (c * c) + 1 / ((1 + c) * (1 + c))).squareRoot()
      let guess = (k.logMoment - logDelta - log(c * (1 + c) * spread) - 0.5 * log(2 * .pi)) / c
      return ContourSum.make(&loss, saddle, epsilon: max(0, min(guess, chernoff)), logDelta: logDelta).flatMap { sum in
        sum.epsilon(logDelta: logDelta, start: max(0, min(guess, chernoff)), largest: loss.largest)
      }
      .flatMap { estimate in
        let allowed = max(Self.largestError.absoluteEpsilon, Self.largestError.epsilon * estimate.value)
        return estimate.error <= allowed ? .success(estimate) : .failure(.inaccurate)
      }
    }
  }

  /// An estimate of log δ at `epsilon` ≥ 0, with the error of log δ; −∞ where no loss is so large.
  package func logDelta(epsilon: Double) -> ContourAnswer {
    precondition(epsilon >= 0 && epsilon.isFinite, "epsilon must be a finite number of at least 0, got \(epsilon)")
    return refining { loss in
      if epsilon >= loss.largest { return .success(NumericalEstimate(value: -.infinity, error: 0)) }
      guard let saddle = Saddle(.logDelta(epsilon: epsilon), of: &loss, start: Self.start(-10, loss)) else {
        return .failure(.noSaddle)
      }
      let (c, k) = (saddle.tilt, saddle.cumulants)
      let spread = (k.variance + 1 / (c * c) + 1 / ((1 + c) * (1 + c))).squareRoot()
      let guess = min(0, k.logMoment - c * epsilon - log(c * (1 + c) * spread) - 0.5 * log(2 * .pi))
      return ContourSum.make(&loss, saddle, epsilon: epsilon, logDelta: guess).flatMap { sum in
        guard let (value, _, error) = sum.logDelta(epsilon), error <= Self.largestError.delta else {
          return .failure(.inaccurate)
        }
        return .success(NumericalEstimate(value: value, error: error))
      }
    }
  }

  /// A first tilt, from the variance of the losses where they are small.
  private static func start(_ logDelta: Double, _ loss: ComposedLoss) -> Double {
    let variance = loss.tables.reduce(loss.gaussianVariance) { sum, table in
      let mu = Double(table.direction.contributionsMoved) / table.noiseMultiplier
      let ratio = mu > 1 ? 2 * mu * mu : expm1(mu * mu)
      return sum + table.count * min(mu * mu, table.samplingProbability * table.samplingProbability * ratio)
    }
    return min(max((-2 * logDelta / variance).squareRoot(), 1e-100), 8)
  }

  private func refining(_ answer: (inout ComposedLoss) -> ContourAnswer) -> ContourAnswer {
    var last = ContourAnswer.failure(.inaccurate)
    for refinement in Self.refinements {
      var loss = loss.refined(refinement)
      last = answer(&loss)
      guard case .failure(.inaccurate) = last else { return last }
    }
    return last
  }
}

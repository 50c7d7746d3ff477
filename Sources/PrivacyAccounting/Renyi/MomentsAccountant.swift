package import PrivacyModel

/// The ε of the moments accountant, as first published: for comparison, never for a claim.
///
/// With α(λ) the log moment of the privacy loss, λ times the Rényi divergence of order λ + 1, and λ = 1…32 only,
/// ```
/// δ = min over λ of exp(Σ α(λ) − λε)
/// ```
/// It is strictly weaker than `RenyiCurve.smallestEpsilon(delta:)`, which has every order up to 10⁵ and a better
/// conversion.
///
/// - Parameters:
///   - event: Gaussian steps, each on all records or on a Poisson sample.
///   - delta: In (0, 1).
/// - Returns: ε, infinite where no moment is finite, and the λ that gives it.
/// - Throws: `AccountingError.noAccountant` for other events, `InvalidValue` for a value outside its range.
/// - Reference: Theorem 2 of arXiv:1607.00133v2; the λ of its section 5.1.
package func momentsAccountantEpsilon(
  _ event: MechanismEvent, delta: Double
) throws -> (epsilon: Double, moment: Int) {
  let delta = try checked(delta, "delta", in: .openUnitInterval)
  for term in try Composition(event).terms {
    guard term.step.noise.isGaussian else { throw AccountingError.noAccountant(term.step.noise.kind) }
    if case .withoutReplacement = term.step.sampling {
      throw AccountingError.noAccountant(.sampledWithoutReplacement)
    }
  }
  let curve = try RenyiCurve(event, adjacency: .addOrRemove)
  var best = (epsilon: Double.infinity, moment: 1)
  for moment in 1...32 {
    let lambda = Double(moment)
    let value = curve.value(excessOrder: lambda)
    let epsilon = epsilonByProposition3(excessOrder: lambda, renyiValue: value, delta: delta) * (1 + 1e-12)
    if epsilon < best.epsilon { best = (epsilon, moment) }
  }
  return best
}

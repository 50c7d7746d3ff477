internal import NumericalCore
package import PrivacyModel

/// An estimate of ε for events made of Gaussian noise, Poisson-sampled or not: the largest over the adjacency's
/// directions.
///
/// One unsampled or one sampled Gaussian step has a closed form; everything else is integrated. An estimate is not a
/// bound: `AccountantStatement.epsilon` must come from another accountant, and this is its `estimate`.
///
/// - Returns: `Unresolved` where the integral in a direction that may decide does not resolve.
/// - Throws: `InvalidValue` for a value outside its range, `AccountingError` for other events.
package func accountByContour(
  _ event: MechanismEvent, delta: Double, adjacency: Adjacency
) throws -> Result<EpsilonEstimate, Unresolved> {
  let delta = try checked(delta, "delta", in: .openUnitInterval)
  let composition = try Composition(event)
  guard !event.isBoundedOnly else { throw AccountingError.boundOnly }
  var best: EpsilonEstimate?
  // Without sampling, adding a record shows as much as removing it.
  let isSymmetric = composition.terms.allSatisfy { $0.step.sampling == Sampling.none }
  for direction in adjacency.directions.prefix(isSymmetric ? 1 : 2) {
    let (answer, method) = try estimateEpsilon(composition, direction: direction, delta: delta)
    switch answer {
    case .failure(let reason): return .failure(reason)
    case .success(let estimate):
      guard estimate.value > best?.value ?? -1 else { continue }
      best = EpsilonEstimate(
        value: estimate.value, error: estimate.error, direction: direction,
        method: method)
    }
  }
  return best.map { .success($0) } ?? .failure(.noSaddle)
}

/// ε in one direction, by the closed form where there is one.
package func estimateEpsilon(
  _ composition: Composition, direction: Direction, delta: Double
) throws -> (ContourAnswer, AccountingMethod) {
  let accountant = try ContourAccountant(composition, direction: direction)
  guard composition.terms.count == 1, let only = composition.terms.first, only.count == 1,
    case .gaussian(let noiseMultiplier) = only.step.noise
  else { return (accountant.epsilon(delta: delta), .contour) }
  let exact: Double?
  if case .poisson(let probability) = only.step.sampling {
    exact = SampledGaussianStep(
      noiseMultiplier: noiseMultiplier, samplingProbability: probability, direction: direction
    ).epsilon(delta: delta)
  } else {
    let scale = direction == .replace ? 0.5 : 1
    exact = AnalyticGaussian(noiseMultiplier: noiseMultiplier * scale).epsilon(delta: delta)
  }
  guard let exact else { throw AccountingError.unbounded(delta: delta) }
  return (.success(NumericalEstimate(value: exact, error: 1e-12 * exact)), .closedForm)
}

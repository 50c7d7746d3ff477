internal import NumericalCore
package import PrivacyModel

/// The ε of `event` at `delta`, between proven ends.
///
/// Gaussian noise without sampling has an exact trade-off. Everything else goes by privacy loss distributions, or by
/// Rényi differential privacy where an event has none or where the bound is smaller.
///
/// - Parameters:
///   - event: What the mechanism did.
///   - delta: In [0, 1).
///   - adjacency: Which datasets are neighbours.
///   - relativeWidth: How wide the interval may be, as a share of ε.
/// - Returns: `epsilon` errs upwards and `lower`, where there is one, downwards; they are further apart than asked for only where the lattice
///   of `LossDistribution` would grow beyond its limit.
/// - Throws: `InvalidValue` for a value outside its range, `AccountingError` for what is not supported.
package func account(
  _ event: MechanismEvent, delta: Double, adjacency: Adjacency, relativeWidth: Double = 1e-3
) throws -> AccountantStatement {
  try accountBothSides(event, delta: delta, adjacency: adjacency, relativeWidth: relativeWidth).ofWhatIsKnown
}

/// The same, with the lower end of a mechanism that is no more private where only that is known.
private func accountBothSides(
  _ event: MechanismEvent, delta: Double, adjacency: Adjacency, relativeWidth: Double
) throws -> AccountantStatement {
  let relativeWidth = max(1e-12, try checked(relativeWidth, "epsilon error", in: .openUnitInterval))
  guard try checked(delta, "delta", in: .halfOpenUnitInterval) > 0 else {
    return try accountAtDeltaZero(event, adjacency: adjacency)
  }
  let composition = try Composition(event)
  if let gaussian = try accountByClosedForm(composition, event, delta: delta, adjacency: adjacency) { return gaussian }
  let interval: ProvenInterval
  do {
    interval = try LossDistribution.epsilon(
      composition, delta: delta, adjacency: adjacency, relativeWidth: relativeWidth)
  } catch AccountingError.noAccountant, AccountingError.tooManyOutcomes {
    return try accountByRenyi(event, delta: delta, adjacency: adjacency)
  }
  if interval.upper - interval.lower > relativeWidth * interval.upper || interval.upper == .infinity,
    let renyi = try? accountByRenyi(event, delta: delta, adjacency: adjacency), renyi.epsilon < interval.upper
  {
    return AccountantStatement(
      epsilon: renyi.epsilon, lower: interval.lower, estimate: nil, delta: delta, adjacency: adjacency, event: event,
      method: .renyi, renyiOrder: renyi.renyiOrder)
  }
  guard interval.upper.isFinite else { throw AccountingError.unbounded(delta: delta) }
  return AccountantStatement(
    epsilon: interval.upper, lower: interval.lower, estimate: nil, delta: delta, adjacency: adjacency, event: event,
    method: .lossDistribution, renyiOrder: nil)
}

/// The exact statement for Gaussian noise without sampling, and for one sampled step; nil for other events.
private func accountByClosedForm(
  _ composition: Composition, _ event: MechanismEvent, delta: Double, adjacency: Adjacency
) throws -> AccountantStatement? {
  let exact: (Double) -> Double?
  if let gaussian = composition.analyticGaussian(under: adjacency) {
    exact = { gaussian.epsilon(delta: $0) }
  } else if composition.terms.count == 1, let only = composition.terms.first, only.count == 1,
    case .gaussian(let noiseMultiplier) = only.step.noise, case .poisson(let probability) = only.step.sampling
  {
    let steps = adjacency.directions.map {
      SampledGaussianStep(noiseMultiplier: noiseMultiplier, samplingProbability: probability, direction: $0)
    }
    exact = { delta in
      let epsilons = steps.map { $0.epsilon(delta: delta) }
      return epsilons.contains(nil) ? nil : epsilons.compactMap(\.self).max()
    }
  } else {
    return nil
  }
  // δ of the closed forms errs by less than this share, and ε by less than the last factor for a given δ.
  let error = 1e-11
  guard let epsilon = exact(delta), let upper = exact(delta * (1 - error)), upper * (1 + 1e-13) < .infinity,
    let lower = exact(min(delta * (1 + error), 1 - 0x1p-53))
  else { throw AccountingError.unbounded(delta: delta) }
  return AccountantStatement(
    epsilon: upper * (1 + 1e-13), lower: lower * (1 - 1e-13), estimate: epsilon, delta: delta, adjacency: adjacency,
    event: event, method: .closedForm, renyiOrder: nil)
}

extension Composition {
  /// The one Gaussian that this is, with its noise rounded down; nil where it is anything else.
  func analyticGaussian(under adjacency: Adjacency) -> AnalyticGaussian? {
    guard terms.count == 1, let step = terms.first?.step, step.sampling == Sampling.none,
      case .gaussian(let noiseMultiplier) = step.noise
    else { return nil }
    let relativeNoise = noiseMultiplier / Double(adjacency.contributionsMoved)
    // Merging compositions rounds σ; ε moves by at most twice as much, relatively.
    return AnalyticGaussian(noiseMultiplier: max(relativeNoise * (1 - 1e-15), .leastNonzeroMagnitude))
  }
}

/// The upper bound on ε by Rényi differential privacy alone, for comparison with other accountants.
///
/// Parameters, direction of error and errors thrown are those of `account(_:delta:adjacency:)`.
package func accountByRenyi(
  _ event: MechanismEvent, delta: Double, adjacency: Adjacency
) throws -> AccountantStatement {
  let delta = try checked(delta, "delta", in: .openUnitInterval)
  let bound = try RenyiCurve(event, adjacency: adjacency).smallestEpsilon(delta: delta)
  guard bound.epsilon.isFinite else { throw AccountingError.unbounded(delta: delta) }
  return AccountantStatement(
    epsilon: bound.epsilon, lower: nil, estimate: nil, delta: delta, adjacency: adjacency, event: event,
    method: .renyi, renyiOrder: bound.order)
}

/// The upper bound on ε by the moments accountant as first published, for comparison; see `momentsAccountantEpsilon`.
///
/// - Parameters:
///   - event: Gaussian steps, each on all records or on a Poisson sample.
///   - delta: In (0, 1).
///   - adjacency: `.addOrRemove` only.
/// - Throws: `InvalidValue` for a value outside its range, `AccountingError` for what is not supported.
package func accountByMoments(
  _ event: MechanismEvent, delta: Double, adjacency: Adjacency
) throws -> AccountantStatement {
  guard adjacency == .addOrRemove else {
    throw AccountingError.unsupportedAdjacency(adjacency, of: event.kind, choose: [.addOrRemove])
  }
  let bound = try momentsAccountantEpsilon(event, delta: delta)
  guard bound.epsilon.isFinite else { throw AccountingError.unbounded(delta: delta) }
  return AccountantStatement(
    epsilon: bound.epsilon, lower: nil, estimate: nil, delta: delta, adjacency: adjacency, event: event,
    method: .momentsAccountant, renyiOrder: Double(bound.moment + 1))
}

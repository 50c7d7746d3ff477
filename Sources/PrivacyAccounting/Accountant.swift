internal import NumericalCore
package import PrivacyModel

/// The best upper bound on ε that the accountants have for `event`.
///
/// Gaussian noise without sampling has an exact trade-off; everything else goes by Rényi differential privacy.
///
/// - Parameters:
///   - event: What the mechanism did.
///   - delta: In (0, 1).
///   - adjacency: Which datasets are neighbours.
/// - Returns: A bound that errs upwards.
/// - Throws: `InvalidValue` for a value outside its range, `AccountingError` for what is not supported.
package func account(_ event: MechanismEvent, delta: Double, adjacency: Adjacency) throws -> AccountantStatement {
  let delta = try checked(delta, "delta", in: .openUnitInterval)
  guard let only = try Composition(event).terms.first, case .gaussian(let noiseMultiplier) = only.step.noise,
    only.step.sampling == .none
  else { return try accountByRenyi(event, delta: delta, adjacency: adjacency) }
  // One record that replaces another moves the sum by up to twice its contribution.
  let factor = adjacency == .replaceOne ? 2.0 : 1
  // Merging compositions rounds σ; ε moves by at most twice as much, relatively.
  let gaussian = AnalyticGaussian(
    noiseMultiplier: max(noiseMultiplier / factor * (1 - 1e-15), .leastNonzeroMagnitude))
  guard let epsilon = gaussian.epsilon(delta: delta) else {
    throw AccountingError.unbounded(delta: delta)
  }
  return AccountantStatement(
    epsilon: epsilon, lower: epsilon * (1 - 1e-12), estimate: epsilon, delta: delta, adjacency: adjacency, event: event,
    method: .closedForm, renyiOrder: nil)
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

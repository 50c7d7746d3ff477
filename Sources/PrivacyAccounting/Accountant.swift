internal import NumericalCore
package import PrivacyModel

/// The best upper bound on ε that the accountants have for `event`.
///
/// Gaussian noise without sampling has an exact trade-off; everything else goes by Rényi differential privacy.
///
/// - Parameters:
///   - event: What the mechanism did.
///   - delta: In (0, 1).
///   - adjacency: `.addOrRemove`; the others have no accountant yet.
/// - Returns: A bound that errs upwards.
/// - Throws: `InvalidValue` for a value outside its range, `AccountingError` for what is not supported.
package func account(_ event: MechanismEvent, delta: Double, adjacency: Adjacency) throws -> AccountantStatement {
  let delta = try checkedQuestion(event, delta: delta, adjacency: adjacency)
  let terms = try Composition(event).terms
  guard terms.count == 1, case .gaussian(let noiseMultiplier)? = terms.first?.step.noise,
    terms.first?.step.sampling == Sampling.none
  else { return try accountByRenyi(event, delta: delta, adjacency: adjacency) }
  // Merging compositions rounds σ; ε moves by at most twice as much, relatively.
  let gaussian = AnalyticGaussian(noiseMultiplier: noiseMultiplier * (1 - 1e-15))
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
  let delta = try checkedQuestion(event, delta: delta, adjacency: adjacency)
  let bound = try RenyiCurve(event).smallestEpsilon(delta: delta)
  guard bound.epsilon.isFinite else { throw AccountingError.unbounded(delta: delta) }
  return AccountantStatement(
    epsilon: bound.epsilon, lower: nil, estimate: nil, delta: delta, adjacency: adjacency, event: event,
    method: .renyi, renyiOrder: bound.order)
}

private func checkedQuestion(_ event: MechanismEvent, delta: Double, adjacency: Adjacency) throws -> Double {
  guard adjacency == .addOrRemove else {
    throw AccountingError.unsupportedAdjacency(adjacency, of: event.kind, choose: [.addOrRemove])
  }
  return try checked(delta, "delta", in: .openUnitInterval)
}

package import PrivacyModel

/// A claim, as it was made and as a game can test it.
package struct ClaimedPrivacy: Hashable, Sendable {
  /// The claim at the δ of the specification, about the neighbours that it names.
  package let stated: PrivacyClaim
  /// What follows for the neighbours of the game; equal to `stated` where they are the same.
  ///
  /// It stands at the δ of the specification, or where a conversion allows no ε there, at the least δ with one.
  package let tested: PrivacyClaim
  /// Everything that the claim says of tests between the neighbours of the game, `tested` included.
  package let curve: TradeOffCurve
}

/// What `claim` says of a mechanism that did `event`, for a game that plays `adjacency`.
///
/// - Throws: `InvalidValue` where the claim implies nothing for this game, or `AccountingError`.
package func claimedPrivacy(
  _ claim: ClaimSpecification, of event: MechanismEvent, adjacency: Adjacency
) throws -> ClaimedPrivacy {
  try claimedPrivacy(
    claim.statement, delta: claim.delta, of: event, from: claim.adjacency, to: adjacency, groupSize: claim.groupSize)
}

/// What a statement says at `delta`, and for a game whose neighbours differ otherwise than those of the claim.
///
/// The game's neighbours are k of the claim's neighbours apart: `groupSize` times the `steps(to:)` of the adjacency. A
/// stated ε becomes that of `groupPrivacy`, μ becomes kμ, ρ becomes k²ρ, and any other curve is composed with itself
/// (`composedAlong(steps:)`).
///
/// - Parameters:
///   - delta: In [0, 1).
///   - event: The mechanism's own.
///   - groupSize: At least 1.
/// - Throws: `InvalidValue` where the claim implies nothing for this game, or `AccountingError`.
/// - Reference: group privacy in arXiv:1905.02383v3 for μ and curves, in arXiv:1605.02065v1 for ρ.
package func claimedPrivacy(
  _ statement: ClaimStatement, delta: Double, of event: MechanismEvent?, from adjacency: Adjacency,
  to gameAdjacency: Adjacency, groupSize: Int
) throws -> ClaimedPrivacy {
  let delta = try checked(delta, "delta", in: .halfOpenUnitInterval)
  let steps = try adjacency.steps(to: gameAdjacency) * groupSize
  let source: PrivacyClaim.Source = statement == .ownEvent ? .accountant : .stated
  let law = try ClaimedLaw(statement, delta: delta, ownEvent: event, adjacency: adjacency)
  let epsilon = try law.epsilon(delta: delta)
  let smallestDelta = delta > 0 ? min(1e-10, delta) : 1e-10
  let stated = try PrivacyClaim(epsilon: epsilon, delta: delta, adjacency: adjacency, source: source)
  guard steps > 1 else {
    return ClaimedPrivacy(
      stated: stated, tested: stated, curve: try law.curve(through: stated, smallestDelta: smallestDelta))
  }
  func tested(_ epsilon: Double, _ delta: Double) throws -> PrivacyClaim {
    guard delta < 1, epsilon.isFinite else {
      throw InvalidValue(
        key: "claim.delta",
        allowed: "so small that the claim still says something of datasets \(steps) neighbours apart", got: "\(delta)")
    }
    return try PrivacyClaim(epsilon: epsilon, delta: delta, adjacency: gameAdjacency, source: source)
  }
  if let scaled = law.scaled(by: Double(steps)) {
    let claim = try tested(scaled.epsilon(delta: delta), delta)
    return ClaimedPrivacy(
      stated: stated, tested: claim, curve: try scaled.curve(through: claim, smallestDelta: smallestDelta))
  }
  // Every step multiplies δ by e^ε, so that a path needs more of the curve's tail.
  let curve = try law.curve(through: stated, smallestDelta: min(1e-30, smallestDelta)).composedAlong(steps: steps)
  if case .epsilon = statement {
    let group = groupPrivacy(epsilon: epsilon, delta: delta, steps: steps)
    return ClaimedPrivacy(stated: stated, tested: try tested(group.epsilon, group.delta), curve: curve)
  }
  let least = max(delta, curve.leastDelta)
  return ClaimedPrivacy(
    stated: stated, tested: try tested(curve.impliedEpsilon(delta: least) ?? .infinity, least), curve: curve)
}

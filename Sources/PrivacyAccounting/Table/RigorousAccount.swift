package import PrivacyModel

/// The proven interval for ε at any δ from 0 on: what the table calls best, and what claims are held against.
///
/// - Parameters:
///   - delta: In [0, 1).
///   - relativeWidth: How wide the interval may be, relative to ε, where the accountant can choose.
/// - Throws: `InvalidValue` or `AccountingError`.
package func rigorousAccount(
  _ event: MechanismEvent, delta: Double, adjacency: Adjacency, relativeWidth: Double = 1e-3
) throws -> AccountantStatement {
  guard try checked(delta, "delta", in: .halfOpenUnitInterval) > 0 else {
    return try accountAtDeltaZero(event, adjacency: adjacency)
  }
  // Closed forms and Rényi bounds have no width to choose.
  return try account(event, delta: delta, adjacency: adjacency)
}

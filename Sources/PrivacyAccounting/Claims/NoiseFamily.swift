package import PrivacyModel

/// What `event` would be with `noiseFactor` times its noise: a lower bound on its ε at `delta`, and its trade-off.
///
/// - Returns: nil where no accountant bounds its ε from both sides.
/// - Throws: `InvalidValue` for a value outside its range.
package func withNoise(
  times noiseFactor: Double, _ event: MechanismEvent, delta: Double, adjacency: Adjacency
) throws -> (epsilon: Double, curve: TradeOffCurve)? {
  let event = event.withNoise(times: noiseFactor)
  do {
    guard let lower = try account(event, delta: delta, adjacency: adjacency, relativeWidth: 1e-2).lower else {
      return nil
    }
    return (lower, try tradeOffCurve(event, adjacency: adjacency, count: 160))
  } catch is AccountingError {
    return nil
  }
}

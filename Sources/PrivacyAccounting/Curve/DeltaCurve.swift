internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The hockey-stick curve of `event` at each of `epsilons`: bounds on the smallest δ at which it is (ε, δ)-DP.
///
/// - Parameters:
///   - epsilons: Each at least 0.
///   - relativeWidth: How far apart the bounds on a δ may be, as a share of it.
/// - Throws: `InvalidValue` or `AccountingError`.
package func deltaCurve(
  _ event: MechanismEvent, adjacency: Adjacency, epsilons: [Double], relativeWidth: Double = 1e-2
) throws -> [PrivacyCurvePoint] {
  let relativeWidth = max(1e-12, try checked(relativeWidth, "delta error", in: .openUnitInterval))
  for epsilon in epsilons { _ = try checked(epsilon, "epsilon", in: .notNegative) }
  let composition = try Composition(event)
  if let gaussian = composition.analyticGaussian(under: adjacency) {
    return epsilons.map { epsilon in
      let logDelta = gaussian.logDelta(epsilon: epsilon)
      let error = 1e-12 * (1 + abs(logDelta))
      return PrivacyCurvePoint(
        epsilon: epsilon, lowerDelta: event.isBoundedOnly ? nil : exp(logDelta - error),
        upperDelta: upperDelta(logDelta + error))
    }
  }
  do {
    return try epsilons.map { epsilon in
      let interval = try LossDistribution.delta(
        composition, epsilon: epsilon, adjacency: adjacency, relativeWidth: relativeWidth)
      return PrivacyCurvePoint(
        epsilon: epsilon, lowerDelta: event.isBoundedOnly ? nil : interval.lower, upperDelta: interval.upper)
    }
  } catch AccountingError.noAccountant, AccountingError.tooManyOutcomes {
    let curve = try RenyiCurve(event, adjacency: adjacency)
    return epsilons.map { epsilon in
      PrivacyCurvePoint(epsilon: epsilon, lowerDelta: nil, upperDelta: curve.smallestDelta(epsilon: epsilon).delta)
    }
  }
}

/// Noise with unbounded losses has no δ of 0, though it may be below the range of doubles.
private func upperDelta(_ logDelta: Double) -> Double { min(1, max(.leastNonzeroMagnitude, exp(logDelta))) }

/// Equally spaced ε from 0 to where δ has fallen to `smallestDelta`, or beyond `included`, which is one of them.
///
/// - Throws: `InvalidValue` or `AccountingError`.
package func curveEpsilons(
  _ event: MechanismEvent, adjacency: Adjacency, smallestDelta: Double, including included: [Double], count: Int
) throws -> [Double] {
  let end = try account(event, delta: smallestDelta, adjacency: adjacency).epsilon
  let last = max(end, (included.filter(\.isFinite).max() ?? 0) * 1.05, 1e-9)
  let grid = (0..<count).map { last * Double($0) / Double(count - 1) }
  return Set(grid + included.filter(\.isFinite)).sorted()
}

/// The limit that `event` sets to every test of membership, from its hockey-stick curve at ε from 0 to where δ is
/// `smallestDelta`.
///
/// - Throws: `InvalidValue` or `AccountingError`.
package func tradeOffCurve(
  _ event: MechanismEvent, adjacency: Adjacency, smallestDelta: Double = 1e-10, count: Int = 40
) throws -> TradeOffCurve {
  let epsilons = try curveEpsilons(
    event, adjacency: adjacency, smallestDelta: smallestDelta, including: [0], count: count)
  return TradeOffCurve(
    points: try deltaCurve(event, adjacency: adjacency, epsilons: epsilons, relativeWidth: 0.05))
}

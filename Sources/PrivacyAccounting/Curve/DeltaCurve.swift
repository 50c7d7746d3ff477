internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The hockey-stick curve of `event` at each of `epsilons`: bounds on the smallest δ at which it is (ε, δ)-DP.
///
/// - Parameter epsilons: Each at least 0.
/// - Throws: `InvalidValue` or `AccountingError`.
package func deltaCurve(
  _ event: MechanismEvent, adjacency: Adjacency, epsilons: [Double]
) throws -> [PrivacyCurvePoint] {
  for epsilon in epsilons { _ = try checked(epsilon, "epsilon", in: .notNegative) }
  guard adjacency == .addOrRemove else {
    throw AccountingError.unsupportedAdjacency(adjacency, of: event.kind, choose: [.addOrRemove])
  }
  if let only = try Composition(event).terms.first, case .gaussian(let noiseMultiplier) = only.step.noise,
    only.step.sampling == .none, try Composition(event).terms.count == 1
  {
    let gaussian = AnalyticGaussian(noiseMultiplier: noiseMultiplier)
    return epsilons.map { epsilon in
      let logDelta = gaussian.logDelta(epsilon: epsilon)
      let error = 1e-12 * (1 + abs(logDelta))
      return PrivacyCurvePoint(
        epsilon: epsilon, lowerDelta: exp(logDelta - error), upperDelta: upperDelta(logDelta + error))
    }
  }
  return try deltaCurveByRenyi(RenyiCurve(event), epsilons: epsilons)
}

/// δ = min over orders of exp((α − 1)(r − ε + log(1 − 1/α))) / α, of Proposition 12 of arXiv:2004.00010v4.
///
/// Every order gives a bound, so a list of them does.
private func deltaCurveByRenyi(_ curve: RenyiCurve, epsilons: [Double]) -> [PrivacyCurvePoint] {
  let values = stride(from: log(1e-3), through: log(1e5), by: 0.05).map { position in
    let excess = exp(position)
    return (excess: excess, value: curve.value(excessOrder: excess) * (1 + 1e-12))
  }
  return epsilons.map { epsilon in
    let logDelta =
      values.map { excess, value in
        excess * (value - epsilon + log(excess / (1 + excess))) - log1p(excess)
      }.min() ?? 0
    return PrivacyCurvePoint(epsilon: epsilon, lowerDelta: nil, upperDelta: upperDelta(logDelta + 1e-12))
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
  let end = try rigorousAccount(event, delta: smallestDelta, adjacency: adjacency).epsilon
  let last = max(end, (included.filter(\.isFinite).max() ?? 0) * 1.05, 1e-9)
  let grid = (0..<count).map { last * Double($0) / Double(count - 1) }
  return Set(grid + included.filter(\.isFinite)).sorted()
}

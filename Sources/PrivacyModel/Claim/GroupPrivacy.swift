internal import Foundation

/// What (ε, δ)-DP says of datasets that are `steps` neighbours apart.
///
/// ```
/// (k ε, δ (e^(kε) − 1) / (e^ε − 1)),   and (0, kδ) at ε = 0
/// ```
/// by k applications of P(E) ≤ e^ε Q(E) + δ along the path between them. Two steps give (2ε, (1 + e^ε) δ).
///
/// - Parameters:
///   - epsilon: At least 0.
///   - delta: In [0, 1].
///   - steps: k, at least 1.
/// - Returns: δ is at most 1, where nothing is said.
package func groupPrivacy(epsilon: Double, delta: Double, steps: Int) -> (epsilon: Double, delta: Double) {
  precondition(steps >= 1, "a path has at least one step, got \(steps)")
  let count = Double(steps)
  guard steps > 1, delta > 0 else { return (count * epsilon, delta) }
  guard epsilon > 0 else { return (0, min(1, count * delta)) }
  let logGrowth = (count - 1) * epsilon + log(expm1(-count * epsilon) / expm1(-epsilon))
  return (count * epsilon, min(1, delta * exp(logGrowth)))
}

extension TradeOffCurve {
  /// Points of a long chain beyond this many are left out, which widens what it allows.
  private static let mostPoints = 256

  /// The limit to tests between datasets that are `steps` neighbours apart.
  ///
  /// With T the limit between neighbours, a test has at most the true positive rate T(T(…T(x))), `steps` times, at the
  /// false positive rate x: the rate of its event grows by at most T along every step of the path. T is the least of
  /// increasing straight lines, so that T∘T is the least of their compositions, and the result is again a list of points
  /// (ε, δ), without loss. Of a single point it keeps the (kε, δ (e^(kε) − 1) / (e^ε − 1)) of `groupPrivacy`, and adds
  /// those of smaller ε.
  ///
  /// - Parameter steps: At least 1.
  /// - Accuracy: δ is rounded up, by less than 1e-13 of itself.
  /// - Reference: group privacy of f-DP in arXiv:1905.02383v3, where it reads 1 − (1 − f)^∘k.
  package func composedAlong(steps: Int) -> TradeOffCurve {
    precondition(steps >= 1, "a path has at least one step, got \(steps)")
    guard steps > 1 else { return self }
    let half = composedAlong(steps: steps / 2)
    let even = half.after(half)
    return steps % 2 == 0 ? even : after(even)
  }

  /// The limit of a step that keeps to this curve after one that keeps to `first`; both are powers of the same curve.
  private func after(_ first: TradeOffCurve) -> TradeOffCurve {
    let (inner, outer) = (first.pieces, pieces)
    var lines = [TradeOffPiece(logStart: -.infinity, logSlope: -.infinity, intercept: 1)]
    for outer in outer {
      for inner in inner {
        // The mirror images of the lines left out are among those kept.
        let logSlope = outer.logSlope + inner.logSlope
        let inherited = inner.intercept > 0 ? exp(outer.logSlope) * inner.intercept : 0
        let intercept = (outer.intercept + inherited) * (1 + 1e-15)
        guard logSlope >= 0, intercept < 1 else { continue }
        lines.append(TradeOffPiece(logStart: -.infinity, logSlope: logSlope, intercept: intercept))
      }
    }
    let kept = lowerEnvelope(lines).filter { $0.logSlope >= 0 }
    let stride = kept.count / Self.mostPoints + 1
    return TradeOffCurve(
      points: kept.enumerated().filter { index, _ in index % stride == 0 || index == kept.count - 1 }.map {
        PrivacyCurvePoint(epsilon: $1.logSlope, lowerDelta: nil, upperDelta: $1.intercept)
      })
  }
}

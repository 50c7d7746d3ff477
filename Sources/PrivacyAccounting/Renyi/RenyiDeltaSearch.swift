internal import Foundation
internal import NumericalCore

/// A δ with the Rényi order that shows it.
package struct RenyiDeltaBound: Hashable, Sendable {
  /// In [0, 1]; 1 when no order shows anything.
  package let delta: Double
  package let order: Double
}

/// The conversion of one point of a Rényi curve into δ by Proposition 12 of arXiv:2004.00010v4, without the clamp at 1:
/// ```
/// δ = exp((α − 1)(r − ε)) / (α − 1) · (1 − 1/α)^α
/// ```
///
/// - Returns: log δ.
package func logDeltaByProposition12(excessOrder: Double, renyiValue: Double, epsilon: Double) -> Double {
  excessOrder * (renyiValue - epsilon - log1p(1 / excessOrder)) - log1p(excessOrder)
}

extension RenyiConversion {
  /// The smallest log δ for which (α, r) shows (`epsilon`, δ)-DP, rounded up; at least the log of 10⁻³⁰⁰, at most 0.
  ///
  /// The condition is that of `epsilon(renyiValue:)`, solved for δ instead. Without the second term of the moment the
  /// answer would be Proposition 12's, which starts the search.
  static func logDelta(excessOrder: Double, renyiValue: Double, epsilon: Double) -> Double {
    func shows(_ logDelta: Double) -> Bool {
      RenyiConversion(excessOrder: excessOrder, delta: exp(logDelta)).shows(epsilon: epsilon, renyiValue: renyiValue)
    }
    let smallest = log(1e-300)
    let known = logDeltaByProposition12(excessOrder: excessOrder, renyiValue: renyiValue, epsilon: epsilon)
    guard known.isFinite || known < 0 else { return 0 }
    // The largest δ below 1 that is asked about.
    var upper = min(-1e-12, known + 1e-12 * abs(known))
    guard upper > smallest else { return smallest }
    if known >= -1e-12, !shows(upper) { return 0 }
    // Where δ is small the two terms hardly interact, and the answer is just below.
    var distance = 1e-9 * max(1, -upper)
    var lower = upper
    repeat {
      lower = upper - distance
      guard lower > smallest else {
        if shows(smallest) { return smallest }
        lower = smallest
        break
      }
      guard shows(lower) else { break }
      upper = lower
      distance *= 8
    } while true
    return -bisect(from: -upper, to: -lower, relativeTolerance: 1e-13) { !shows(-$0) }.lower
  }
}

extension RenyiCurve {
  /// The smallest δ that any one order in [1 + 1e-7, 10⁵] shows at `epsilon`, rounded up.
  ///
  /// The chance `setAsideDelta` is added. A result below 1e-300 is returned as 1e-300, unless the curve is 0 everywhere.
  ///
  /// - Parameter epsilon: Finite, at least 0.
  package func smallestDelta(epsilon: Double) -> RenyiDeltaBound {
    precondition(epsilon >= 0 && epsilon.isFinite, "epsilon must be finite and at least 0, got \(epsilon)")
    let (position, logDelta) = leastOverOrders(
      of: { excessOrder, raised in
        RenyiConversion.logDelta(excessOrder: excessOrder, renyiValue: raised, epsilon: epsilon)
      },
      guess: { excessOrder, raised in
        logDeltaByProposition12(excessOrder: excessOrder, renyiValue: raised, epsilon: epsilon)
      },
      mayImprove: { excessOrder, raised, best in
        best == .infinity
          || RenyiConversion(excessOrder: excessOrder, delta: min(exp(best), 1 - 0x1p-53)).shows(
            epsilon: epsilon, renyiValue: raised)
      },
      noBetterThan: log(1e-300))
    let isPerfect = value(excessOrder: 1) == 0
    let delta = isPerfect ? 0 : logDelta < 0 ? exp(logDelta) * (1 + 1e-12) : 1
    return RenyiDeltaBound(
      delta: min(1, setAsideDelta + (1 - setAsideDelta) * delta), order: 1 + exp(position))
  }
}

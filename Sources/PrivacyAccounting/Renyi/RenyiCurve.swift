internal import Foundation
package import PrivacyModel

/// The Rényi differential privacy of an event, order ↦ value, the larger of the directions of an adjacency.
///
/// Events that are only known to be (ε, δ)-DP have no such curve; up to a chance `setAsideDelta` of anything at all they
/// have that of ε-DP (Kairouz, Oh and Viswanath, arXiv:1311.0776v4), and it is the curve of the rest that is given.
package struct RenyiCurve: Sendable {
  private let terms: [(once: any RenyiDivergence, count: Double)]
  /// The chance that is set aside, 1 − Π (1 − δᵢ); in [0, 1], rounded up.
  package let setAsideDelta: Double

  /// - Throws: `InvalidValue` or `AccountingError` when the event has no such curve under `adjacency`.
  package init(_ event: MechanismEvent, adjacency: Adjacency) throws {
    var logKept = 0.0
    terms = try Composition(event).terms.map { term in
      let step = try term.step.renyi(under: adjacency)
      logKept += Double(term.count) * log1p(-step.setAside)
      return (step.divergence, Double(term.count))
    }
    setAsideDelta = logKept < 0 ? min(1, -expm1(logKept * (1 + 1e-15))) : 0
  }

  /// Whether whole orders deserve a closer look.
  var isInterpolated: Bool { terms.contains(where: \.once.isInterpolated) }

  /// The Rényi divergence at `order` > 1; values of composed mechanisms add (Proposition 1 of arXiv:1702.07476v3).
  package func value(order: Double) -> Double { value(excessOrder: order - 1) }

  /// The Rényi divergence at order 1 + `excessOrder`.
  package func value(excessOrder: Double) -> Double {
    terms.reduce(0) { $0 + $1.count * $1.once.value(excessOrder: excessOrder) }
  }

  /// The δ that is left for the curve of what `delta` asks about.
  ///
  /// With (1 − s) the chance that nothing was set aside, δ = s + (1 − s) δ′.
  func remainingDelta(of delta: Double) throws -> Double {
    guard setAsideDelta > 0 else { return delta }
    let remaining = (delta - setAsideDelta) / (1 - setAsideDelta)
    guard remaining > 0 else { throw AccountingError.unbounded(delta: delta) }
    return remaining
  }
}

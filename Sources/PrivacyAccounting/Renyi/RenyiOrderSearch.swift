internal import Foundation
internal import NumericalCore

/// An ε with the Rényi order that shows it.
package struct RenyiBound: Hashable, Sendable {
  /// In nats, at least 0; infinite when no order gives a finite value.
  package let epsilon: Double
  package let order: Double
}

extension RenyiCurve {
  /// The order range searched, as α − 1.
  private static let searchedExcessOrders = (smallest: 1e-3, largest: 99_999.0)
  /// The curve is raised by this share before it is converted, more than quadrature and conversion can err.
  private static let rounding = 1e-12

  /// The smallest ε at δ = `delta` that any one order in [1.001, 10⁵] shows, rounded up.
  ///
  /// Every order gives a valid bound, so an imperfect search loosens the result and never breaks it. Orders are
  /// scanned at half decades of α − 1 and the best is refined by golden section; by Proposition 12 of
  /// arXiv:2004.00010v4 alone, ε would be a quasi-convex function of α − 1, since (α − 1)r is convex.
  ///
  /// - Parameter delta: In (0, 1).
  /// - Throws: `AccountingError.unbounded` where no δ is left beside what the curve sets aside.
  package func smallestEpsilon(delta: Double) throws -> RenyiBound {
    precondition(delta > 0 && delta < 1, "delta must be greater than 0 and less than 1, got \(delta)")
    let delta = try remainingDelta(of: delta)
    let (first, last) = (log(Self.searchedExcessOrders.smallest), log(Self.searchedExcessOrders.largest))
    let intervals = 16
    let spacing = (last - first) / Double(intervals)
    var best = (position: last, epsilon: Double.infinity)
    for index in 0...intervals {
      let position = first + Double(index) * spacing
      let (conversion, raised) = point(position, delta: delta)
      guard raised.isFinite, best.epsilon == .infinity || conversion.shows(epsilon: best.epsilon, renyiValue: raised)
      else { continue }
      let epsilon = conversion.epsilon(renyiValue: raised)
      if epsilon < best.epsilon { best = (position, epsilon) }
      if epsilon == 0 { return RenyiBound(epsilon: 0, order: 1 + exp(position)) }
    }
    guard best.epsilon < .infinity else { return RenyiBound(epsilon: .infinity, order: 1 + exp(best.position)) }
    let refined = goldenSectionMinimum(
      from: max(first, best.position - spacing), to: min(last, best.position + spacing), tolerance: 1e-6
    ) { position in
      let (conversion, raised) = point(position, delta: delta)
      return conversion.epsilon(renyiValue: raised)
    }
    let chosen = refined.value < best.epsilon ? (refined.argument, refined.value) : (best.position, best.epsilon)
    return RenyiBound(epsilon: chosen.1, order: 1 + exp(chosen.0))
  }

  private func point(_ position: Double, delta: Double) -> (conversion: RenyiConversion, raised: Double) {
    let excessOrder = exp(position)
    return (
      RenyiConversion(excessOrder: excessOrder, delta: delta), value(excessOrder: excessOrder) * (1 + Self.rounding)
    )
  }
}

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
  private static let searchedExcessOrders = (smallest: 1e-7, largest: 99_999.0)
  /// The curve is raised by this share before it is converted, more than quadrature and conversion can err.
  private static let rounding = 1e-12

  /// The smallest ε at δ = `delta` that any one order in [1 + 1e-7, 10⁵] shows, rounded up.
  ///
  /// - Parameter delta: In (0, 1).
  /// - Throws: `AccountingError.unbounded` where no δ is left beside what the curve sets aside.
  package func smallestEpsilon(delta: Double) throws -> RenyiBound {
    precondition(delta > 0 && delta < 1, "delta must be greater than 0 and less than 1, got \(delta)")
    let delta = try remainingDelta(of: delta)
    let (position, epsilon) = leastOverOrders(
      of: { excessOrder, raised in
        RenyiConversion(excessOrder: excessOrder, delta: delta).epsilon(renyiValue: raised)
      },
      guess: { excessOrder, raised in
        epsilonByProposition12(excessOrder: excessOrder, renyiValue: raised, delta: delta)
      },
      mayImprove: { excessOrder, raised, best in
        let conversion = RenyiConversion(excessOrder: excessOrder, delta: delta)
        return best == .infinity
          || conversion.unreachableEpsilon(renyiValue: raised) < best
            && conversion.shows(epsilon: best, renyiValue: raised)
      },
      noBetterThan: 0)
    return RenyiBound(epsilon: epsilon, order: 1 + exp(position))
  }

  /// The least value of `bound` over single orders.
  ///
  /// Every order gives a valid bound, so an imperfect search loosens the result and never breaks it. Orders are
  /// scanned at half decades of α − 1 and the best is refined by Brent's method; by Proposition 12 of
  /// arXiv:2004.00010v4 alone, ε would be a quasi-convex function of α − 1, since (α − 1)r is convex.
  ///
  /// - Parameters:
  ///   - bound: What (α − 1, r) shows.
  ///   - guess: Where this is least the scan starts, so that few other orders may improve.
  ///   - mayImprove: Whether (α − 1, r) shows better than the best bound so far; cheaper than `bound`.
  ///   - perfect: A value at which to stop.
  /// - Returns: log(α − 1) and the value there; infinite when no order gives a finite one.
  func leastOverOrders(
    of bound: (Double, Double) -> Double, guess: (Double, Double) -> Double,
    mayImprove: (Double, Double, Double) -> Bool, noBetterThan perfect: Double
  ) -> (position: Double, value: Double) {
    func point(_ position: Double) -> (excessOrder: Double, raised: Double) {
      let excessOrder = exp(position)
      return (excessOrder, value(excessOrder: excessOrder) * (1 + Self.rounding))
    }
    let (first, last) = (log(Self.searchedExcessOrders.smallest), log(Self.searchedExcessOrders.largest))
    let intervals = 24
    let spacing = (last - first) / Double(intervals)
    // Where the curve has a kink at each whole order, a smooth search does not find the best of them.
    let whole = isInterpolated ? Self.wholeOrderPositions : []
    let scanned = ((0...intervals).map { first + Double($0) * spacing } + whole).compactMap { position in
      let (excessOrder, raised) = point(position)
      return raised.isFinite ? (position, excessOrder, raised, guess: guess(excessOrder, raised)) : nil
    }
    var best = (position: last, value: Double.infinity)
    for (position, excessOrder, raised, _) in scanned.sorted(by: { $0.guess < $1.guess }) {
      guard mayImprove(excessOrder, raised, best.value) else { continue }
      let value = bound(excessOrder, raised)
      if value < best.value { best = (position, value) }
      if value <= perfect { return (position, value) }
    }
    guard best.value < .infinity else { return best }
    func valueOrInfinity(_ position: Double) -> Double {
      let (excessOrder, raised) = point(position)
      return raised.isFinite ? bound(excessOrder, raised) : .infinity
    }
    var refined = minimumByBrent(
      from: max(first, best.position - spacing), to: min(last, best.position + spacing), start: best, tolerance: 1e-6,
      of: valueOrInfinity)
    guard isInterpolated, refined.position < log(1e6) else { return refined }
    for offset in -3...3 {
      let excessOrder = exp(refined.position).rounded() + Double(offset)
      guard excessOrder >= 1 else { continue }
      let value = valueOrInfinity(log(excessOrder))
      if value < refined.value { refined = (log(excessOrder), value) }
    }
    return refined
  }

  /// log(α − 1) of the orders 2 to 41, and of steps of a twentieth from there to about 4096.
  private static let wholeOrderPositions: [Double] =
    (1...40).map { log(Double($0)) } + (1...94).map { log((40 * pow(1.05, Double($0))).rounded()) }
}

/// The least value found of a function with one minimum in [`lower`, `upper`]: parabolas through the three best points,
/// golden sections where those do not serve.
///
/// - Parameter start: A point inside, with its value.
/// - Reference: Brent, "Algorithms for Minimization without Derivatives", 1973, chapter 5.
private func minimumByBrent(
  from lower: Double, to upper: Double, start: (position: Double, value: Double), tolerance: Double,
  of function: (Double) -> Double
) -> (position: Double, value: Double) {
  let golden = (3 - 5.0.squareRoot()) / 2
  var (lower, upper) = (lower, upper)
  var (best, second, third) = (start, start, start)
  var (step, previousStep) = (0.0, 0.0)
  for _ in 0..<60 {
    let middle = (lower + upper) / 2
    guard abs(best.position - middle) > 2 * tolerance - (upper - lower) / 2 else { break }
    let r = (best.position - second.position) * (best.value - third.value)
    let q = (best.position - third.position) * (best.value - second.value)
    let denominator = 2 * (q - r)
    let parabolic =
      ((best.position - second.position) * r - (best.position - third.position) * q) / denominator
    let target = best.position + parabolic
    // Only a step that shrinks, and stays inside, is taken on trust; comparisons with NaN fail.
    if abs(previousStep) > tolerance, abs(parabolic) < abs(previousStep) / 2, target > lower, target < upper {
      (previousStep, step) = (step, parabolic)
      if target - lower < 2 * tolerance || upper - target < 2 * tolerance {
        step = best.position < middle ? tolerance : -tolerance
      }
    } else {
      previousStep = best.position < middle ? upper - best.position : lower - best.position
      step = golden * previousStep
    }
    let position = best.position + (abs(step) >= tolerance ? step : step > 0 ? tolerance : -tolerance)
    let next = (position: position, value: function(position))
    if next.value <= best.value {
      if position < best.position { upper = best.position } else { lower = best.position }
      (best, second, third) = (next, best, second)
    } else {
      if position < best.position { lower = position } else { upper = position }
      if next.value <= second.value || second.position == best.position {
        (second, third) = (next, second)
      } else if next.value <= third.value || third.position == best.position || third.position == second.position {
        third = next
      }
    }
  }
  return best
}

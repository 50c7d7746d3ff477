internal import Foundation

/// The conversion of one point of a Rényi curve by Proposition 12 of arXiv:2004.00010v4, without the clamp at 0:
/// ```
/// ε = r + log((α − 1)/α) − log(δα) / (α − 1)
/// ```
package func epsilonByProposition12(excessOrder: Double, renyiValue: Double, delta: Double) -> Double {
  renyiValue - log1p(1 / excessOrder) - (log(delta) + log1p(excessOrder)) / excessOrder
}

/// The older conversion of one point of a Rényi curve, Proposition 3 of arXiv:1702.07476v3, without the clamp at 0:
/// ```
/// ε = r − log δ / (α − 1)
/// ```
func epsilonByProposition3(excessOrder: Double, renyiValue: Double, delta: Double) -> Double {
  renyiValue - log(delta) / excessOrder
}

/// The optimal conversion of one point (α, r) of a Rényi curve into ε at δ.
///
/// A mechanism is (ε, δ)-DP unless some event has probability p under one dataset and less than y = (p − δ)e^(−ε) under
/// the other. Seen through that event alone the two are Bernoulli(p) and Bernoulli(y), whose divergence is at most r
/// because processing cannot raise it. So ε is safe when
/// ```
/// min over p of  p^α y^(1−α) + (1 − p)^α (1 − y)^(1−α)  >  e^((α−1) r)
/// ```
/// and no smaller ε follows from (α, r) alone. Without its second term the condition is Proposition 12 of
/// arXiv:2004.00010v4, which is therefore never smaller.
///
/// - Reference: the joint range of arXiv:2001.05990v1; that intersecting such single-order regions is optimal is
///   shown in arXiv:2602.04562.
package struct RenyiConversion: Sendable {
  private let remainder: PowerRemainder
  private let delta: Double
  private let excessOrder: Double
  /// Proposition 12 attains its minimum at s = p − δ = (α − 1)δ; the second term moves it up, to at most 1 − δ.
  private let smallestMass: Double
  private let room: Double

  /// - Parameters:
  ///   - excessOrder: α − 1 > 0.
  ///   - delta: δ, in (0, 1).
  package init(excessOrder: Double, delta: Double) {
    (self.excessOrder, self.delta) = (excessOrder, delta)
    remainder = PowerRemainder(excessOrder: excessOrder)
    smallestMass = excessOrder * delta
    room = 1 - delta - excessOrder * delta
  }

  /// Whether (α, r) shows the mechanism to be (`epsilon`, δ)-DP.
  package func shows(epsilon: Double, renyiValue: Double) -> Bool {
    smallestLogMoment(epsilon).value > excessOrder * renyiValue
  }

  /// What every ε ≥ 0 that (α, r) shows exceeds: the second term of the moment is at most 1, so that Proposition 12
  /// cannot be beaten by more than this. Much cheaper than `shows`.
  package func unreachableEpsilon(renyiValue: Double) -> Double {
    guard room > 0 else { return -.infinity }
    return epsilonByProposition12(excessOrder: excessOrder, renyiValue: renyiValue, delta: delta)
      + log1p(-exp(-excessOrder * renyiValue)) / excessOrder
  }

  /// The smallest ε ≥ 0 that (α, r) shows, rounded up.
  package func epsilon(renyiValue: Double) -> Double {
    let target = excessOrder * renyiValue
    var upper = epsilonByProposition12(excessOrder: excessOrder, renyiValue: renyiValue, delta: delta)
    let isPositive = unreachableEpsilon(renyiValue: renyiValue) > 0
    guard upper > 0, isPositive || !shows(epsilon: 0, renyiValue: renyiValue) else { return 0 }
    var (lower, epsilon) = (0.0, upper)
    // Newton from the safe side, inside a bracket.
    for _ in 0..<100 {
      let (value, slope) = smallestLogMoment(epsilon)
      let newton = epsilon - (value - target) / slope
      if value > target {
        upper = epsilon
        if epsilon - newton <= 1e-13 * epsilon { break }
      } else {
        lower = epsilon
      }
      guard upper - lower > 1e-13 * upper else { break }
      epsilon = newton > lower && newton < upper ? newton : lower + (upper - lower) / 2
    }
    return upper
  }

  /// The least log moment of two Bernoulli laws that break (`epsilon`, δ), and its derivative by ε.
  private func smallestLogMoment(_ epsilon: Double) -> (value: Double, slope: Double) {
    let found = logMoment(epsilon, gap: worstGap(epsilon))
    // A second look costs little and errs on the safe side: where laws are nearly equal, the worst p is near ½.
    let middle = logMoment(epsilon, gap: room / 2)
    return found.value <= middle.value ? found : middle
  }

  private func logMoment(_ epsilon: Double, gap: Double) -> (value: Double, slope: Double) {
    let worst = pair(epsilon, gap: gap)
    let logFirst = worst.logY + remainder.logValue(worst.logRatioOfEvent)
    guard logFirst < 300 else { return (logFirst, excessOrder) }
    let moment = exp(logFirst) + (1 - exp(worst.logY)) * exp(remainder.logValue(worst.logRatioOfRest))
    let (a, b) = (remainder.order * worst.logRatioOfEvent, remainder.order * worst.logRatioOfRest)
    let change = a < 1 ? exp(worst.logY) * (expm1(a) - expm1(b)) : exp(worst.logY + a) - exp(worst.logY + b)
    return (log1p(moment), excessOrder * change / (1 + moment))
  }

  /// Two Bernoulli laws with p − δ = e^ε y = (α − 1)δ + `gap`.
  private func pair(_ epsilon: Double, gap: Double) -> BernoulliPair {
    let mass = room > 0 ? smallestMass + gap : 1 - delta
    let rest = room > 0 ? room - gap : 0
    let difference = delta - mass * expm1(-epsilon)
    return BernoulliPair(
      mass: mass, rest: rest, difference: difference, logY: log(mass) - epsilon,
      logRatioOfEvent: epsilon + log1p(delta / mass), logRatioOfRest: -log1p(difference / rest))
  }

  private struct BernoulliPair {
    /// p − δ, 1 − p and p − y.
    let mass, rest, difference: Double
    let logY: Double
    /// log(p/y) and log((1 − p)/(1 − y)).
    let logRatioOfEvent, logRatioOfRest: Double
  }

  /// The gap at which the moment, a convex function of p, is least.
  ///
  /// With R₁ = p/y, R₂ = (1 − p)/(1 − y) and s = p − δ its derivative has the sign of
  /// ```
  /// (α − 1) log(R₁/R₂) + log(gap/s) − log(α − (α − 1) e^(−ε) R₂)
  /// ```
  /// which increases with log gap, nearly linearly: a few Newton steps reach its root.
  private func worstGap(_ epsilon: Double) -> Double {
    guard room > 0 else { return 0 }
    // Where the second term of the moment is negligible.
    var gap = smallestMass * remainder.order * exp(-excessOrder * (epsilon + log1p(1 / excessOrder)))
    if gap < 1e-17 * smallestMass { return 0 }
    gap = min(gap, room / 2)
    var (lower, upper) = (0.0, room)
    for _ in 0..<80 {
      let pair = pair(epsilon, gap: gap)
      // gap/s and α − (α − 1) e^(−ε) R₂ both come close to 1, which their logarithms must not round to.
      let logShare = gap > pair.mass / 2 ? log1p(-smallestMass / pair.mass) : log(gap / pair.mass)
      let restMinusOne = -excessOrder * expm1(pair.logRatioOfRest - epsilon)
      let sign = excessOrder * (pair.logRatioOfEvent - pair.logRatioOfRest) + logShare - log1p(restMinusOne)
      if sign > 0 { upper = gap } else { lower = gap }
      let restSlope = exp(-epsilon) / (pair.rest + pair.difference) - 1 / pair.rest
      let slope =
        excessOrder * (-delta / (pair.mass * (pair.mass + delta)) - restSlope) + smallestMass / pair.mass / gap
        + excessOrder * exp(pair.logRatioOfRest - epsilon) * restSlope / (1 + restMinusOne)
      let change = sign / (gap * slope)
      guard abs(change) > 1e-9, upper - lower > 1e-9 * upper else { break }
      let newton = gap * exp(-change)
      let isInside = newton > lower && newton < upper
      // The moment is flat at its least: it errs by the square of what is left, which is itself a square.
      if isInside, abs(change) < 1e-6 { return newton }
      gap =
        isInside
        ? newton : lower > 0 ? (lower * upper).squareRoot() : upper == room ? (gap + room) / 2 : upper / 1000
    }
    return gap
  }
}

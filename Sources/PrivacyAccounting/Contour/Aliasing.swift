internal import Foundation

/// How far apart the images may be that a sum with spacing 2π/W in place of an integral adds to δ.
///
/// The sum gives Σₘ e^(cmW) δ(ε + mW) over all integers m. For any c′ > 0, δ(x) ≤ exp(log M(c′) − c′x + p(c′)), and
/// δ(x) ≤ 1, so the images to either side are bounded with c′ = c + d and c′ = c − d, for any d.
struct Aliasing {
  private struct Side {
    /// |c′ − c|.
    let distance: Double
    /// log M(c′) + p(c′).
    let logBound: Double
  }

  private let tilt: Double
  private let right, left: Side
  let period: Double

  /// e to this is what either side may be of δ.
  private static let largest = -29.0

  /// - Parameters:
  ///   - epsilon: About where δ is wanted.
  ///   - logDelta: About log δ(ε).
  init?(_ saddle: Saddle, of loss: inout ComposedLoss, epsilon: Double, logDelta: Double) {
    let c = saddle.tilt
    tilt = c
    let deviation = saddle.cumulants.variance.squareRoot()
    func period(_ side: Side, sign: Double) -> Double {
      (-Self.largest + side.logBound - (c + sign * side.distance) * epsilon - logDelta) / side.distance
    }
    var distance = min(7.6 / deviation, 8 * c + 8)
    var right: Side?
    for _ in 0..<40 {
      if let cumulants = loss.cumulants(c + distance) {
        let side = Side(distance: distance, logBound: cumulants.logMoment + logHockeyStickFactor(c + distance))
        if let best = right, period(best, sign: 1) <= period(side, sign: 1) { break }
        right = side
      }
      distance /= 2
    }
    guard let right else { return nil }
    var left = Side(distance: c, logBound: 0)
    distance = min(7.6 / deviation, c / 2)
    for _ in 0..<40 {
      guard let cumulants = loss.cumulants(c - distance) else { break }
      let side = Side(distance: distance, logBound: cumulants.logMoment + logHockeyStickFactor(c - distance))
      if period(left, sign: -1) <= period(side, sign: -1) { break }
      left = side
      distance /= 2
    }
    (self.right, self.left) = (right, left)
    self.period = max(period(right, sign: 1), period(left, sign: -1))
    guard self.period > 0, self.period.isFinite else { return nil }
  }

  /// A bound on what the images add to δ(`epsilon`), relative to it.
  func error(epsilon: Double, logDelta: Double) -> Double {
    let above = exp(right.logBound - (tilt + right.distance) * epsilon - right.distance * period - logDelta)
    let below = exp(left.logBound - (tilt - left.distance) * epsilon - left.distance * period - logDelta)
    return above / -expm1(-right.distance * period) + below / -expm1(-left.distance * period)
  }
}

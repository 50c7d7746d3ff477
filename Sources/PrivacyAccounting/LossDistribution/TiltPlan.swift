internal import Foundation
internal import NumericalCore

/// A sketch of a composed privacy loss by a few hundred quadrature nodes a step, to decide where to look and how finely.
///
/// Nothing that is proven rests on it.
struct TiltPlan: Sendable {
  private let terms: [Term]

  private struct Term: Sendable {
    let count: Double
    /// Of the nodes, in step; losses increase.
    let losses: [Double]
    let masses: [Double]
  }

  /// The tilted law: its tilt θ, log moment, and the mean and standard deviation of the composed loss under it.
  struct Tilt: Sendable {
    let tilt: Double
    let logMoment: Double
    let mean: Double
    let deviation: Double
  }

  init(_ laws: [(law: LossLaw, count: Int)]) {
    terms = laws.map { law, count in
      var losses = law.atoms.map(\.loss)
      var masses = law.atoms.map(\.mass)
      for piece in law.pieces where piece.upper > piece.lower {
        GaussLegendreRule.panels(from: piece.lower, to: piece.upper, widest: 4 * piece.widestPanel) { u, weight in
          let (density, loss) = piece.point(u)
          losses.append(loss)
          masses.append(weight * density)
        }
      }
      let order = losses.indices.filter { masses[$0] > 1e-300 }.sorted { losses[$0] < losses[$1] }
      return Term(count: Double(count), losses: order.map { losses[$0] }, masses: order.map { masses[$0] })
    }
  }

  /// log E_P[e^{θL}] of the composed loss, and its first two derivatives.
  func cumulants(_ tilt: Double) -> (value: Double, mean: Double, variance: Double) {
    var (value, mean, variance) = (0.0, 0.0, 0.0)
    for term in terms {
      let peak = term.losses.reduce(-.infinity) { max($0, tilt * $1) }
      var (sum, first) = (0.0, 0.0)
      for (loss, mass) in zip(term.losses, term.masses) {
        let weight = mass * exp(tilt * loss - peak)
        sum += weight
        first += weight * loss
      }
      first /= sum
      var second = 0.0
      for (loss, mass) in zip(term.losses, term.masses) {
        second += mass * exp(tilt * loss - peak) * (loss - first) * (loss - first)
      }
      value += term.count * (peak + log(sum))
      mean += term.count * first
      variance += term.count * second / sum
    }
    return (value, mean, variance)
  }

  /// The tilted law.
  func tilt(_ tilt: Double) -> Tilt {
    let (value, mean, variance) = cumulants(tilt)
    return Tilt(tilt: tilt, logMoment: value, mean: mean, deviation: variance.squareRoot())
  }

  /// The tilt that serves ε at δ best, and roughly that ε, by the saddle-point approximation
  /// ```
  /// δ(ε) ≈ e^{K(θ) − θε} / (θ (1 + θ) √(2π κ)),   ε = K′(θ) − 1/θ − 1/(1 + θ),   κ = K″(θ) + 1/θ² + 1/(1 + θ)²
  /// ```
  /// with K = log E_P[e^{θL}].
  ///
  /// - Reference: arXiv:2208.09595v2, section 4.
  func serving(logDelta: Double) -> (tilt: Tilt, epsilon: Double) {
    let best = bisect(from: Self.tilts.lowerBound, to: Self.tilts.upperBound, relativeTolerance: 1e-3) { position in
      let (value, epsilon, curvature) = saddle(exp(position))
      let theta = exp(position)
      return value - theta * epsilon - position - log1p(theta) - log(2 * Double.pi * curvature) / 2 < logDelta
    }
    let epsilon = saddle(exp(best.upper)).epsilon
    return epsilon > 0 ? (tilt(exp(best.upper)), epsilon) : (serving(epsilon: 0), 0)
  }

  /// The tilt that serves δ at ε best.
  func serving(epsilon: Double) -> Tilt {
    let best = bisect(from: Self.tilts.lowerBound, to: Self.tilts.upperBound, relativeTolerance: 1e-3) { position in
      saddle(exp(position)).epsilon >= epsilon
    }
    return tilt(exp(best.upper))
  }

  /// Roughly log δ(ε).
  func logDelta(epsilon: Double) -> Double {
    let theta = serving(epsilon: epsilon).tilt
    let (value, _, curvature) = saddle(theta)
    return value - theta * epsilon - log(theta) - log1p(theta) - log(2 * Double.pi * curvature) / 2
  }

  /// The logarithms of tilts that are looked at.
  private static let tilts = -35.0...35.0

  private func saddle(_ theta: Double) -> (value: Double, epsilon: Double, curvature: Double) {
    let (value, mean, variance) = cumulants(theta)
    let (a, b) = (1 / theta, 1 / (1 + theta))
    return (value, mean - a - b, variance + a * a + b * b)
  }

  /// What a lattice adds to ε, roughly: Connect-the-Dots adds d (Δ − d) to the variance of a step at distance d above
  /// a lattice point.
  func latticeError(offsets: [Double], spacing: Double, at tilt: Tilt) -> Double {
    var variance = 0.0
    for (term, offset) in zip(terms, offsets) {
      var (sum, added) = (0.0, 0.0)
      let peak = term.losses.reduce(-.infinity) { max($0, tilt.tilt * $1) }
      for (loss, mass) in zip(term.losses, term.masses) {
        let weight = mass * exp(tilt.tilt * loss - peak)
        let above = (loss - offset) / spacing
        let share = above - above.rounded(.down)
        sum += weight
        added += weight * share * (1 - share)
      }
      variance += term.count * added / sum * spacing * spacing
    }
    return variance * (1 + tilt.tilt) / 2
  }

  /// The losses of each term, `width` apart, between which there is most tilted mass.
  func densest(width: Double, at tilt: Tilt) -> [ClosedRange<Double>] {
    terms.map { term in
      guard !term.losses.isEmpty else { return 0...width }
      let peak = term.losses.reduce(-.infinity) { max($0, tilt.tilt * $1) }
      let weights = zip(term.losses, term.masses).map { $1 * exp(tilt.tilt * $0 - peak) }
      var (best, start, mass, first) = (0.0, term.losses[0], 0.0, 0)
      for index in weights.indices {
        mass += weights[index]
        while term.losses[index] - term.losses[first] > width {
          mass -= weights[first]
          first += 1
        }
        if mass > best { (best, start) = (mass, term.losses[first]) }
      }
      return start...(start + width)
    }
  }

  /// log E_P[e^{θL}] of one step of each term.
  func logMoments(_ tilt: Double) -> [Double] {
    terms.map { term in
      let peak = term.losses.reduce(-.infinity) { max($0, tilt * $1) }
      return peak + log(zip(term.losses, term.masses).reduce(0) { $0 + $1.1 * exp(tilt * $1.0 - peak) })
    }
  }

  /// An interval that the composed loss rarely leaves under a tilt.
  func window(_ at: Tilt) -> Window {
    // Chernoff's bound at the best change of tilt.
    func edge(_ sign: Double) -> (step: Double, distance: Double) {
      let scale = max(at.deviation, 1e-300)
      let best = goldenSectionMinimum(from: -7, to: 7, tolerance: 0.05) { position in
        let step = exp(position) / scale
        return (cumulants(at.tilt + sign * step).value - at.logMoment + Window.logRarity) / step
      }
      return (exp(best.argument) / scale, best.value)
    }
    let (above, below) = (edge(1), edge(-1))
    return Window(lower: -below.distance, upper: above.distance, upperStep: above.step, lowerStep: below.step)
  }
}

/// Where the composed loss lies under a tilt, all but e^{−`logRarity`} of it at either end.
struct Window: Sendable {
  let lower: Double
  let upper: Double
  /// The changes of tilt with which Chernoff's bound says so.
  let upperStep: Double
  let lowerStep: Double

  static let logRarity = 30.0

  var width: Double { max(upper - lower, 1e-300) }

  /// The least and the largest composed loss.
  static func all(of laws: [(law: LossLaw, count: Int)]) -> ClosedRange<Double> {
    let (least, largest) = laws.reduce((0.0, 0.0)) {
      ($0.0 + Double($1.count) * $1.law.range.lowerBound, $0.1 + Double($1.count) * $1.law.range.upperBound)
    }
    return least...largest
  }

  /// This window, or one to the ends of `all` that are near, so that nothing can lie beyond them.
  func widened(to all: ClosedRange<Double>) -> Window {
    Window(
      lower: all.lowerBound > lower - width / 2 ? min(lower, all.lowerBound) : lower,
      upper: all.upperBound < upper + width / 2 ? max(upper, all.upperBound) : upper, upperStep: upperStep,
      lowerStep: lowerStep)
  }
}

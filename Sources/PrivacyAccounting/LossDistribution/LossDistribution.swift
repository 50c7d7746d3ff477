internal import Foundation
package import PrivacyModel

/// An interval that contains a number.
package struct ProvenInterval: Hashable, Sendable {
  package let lower: Double
  package let upper: Double

  package init(lower: Double, upper: Double) {
    (self.lower, self.upper) = (lower, upper)
  }
}

/// Proven lower and upper ends of the trade-off of a composed event, by privacy loss distributions on lattices.
///
/// The law of the loss of one step is bounded from above and from below on a lattice (`LatticeLaw`), composed by
/// Fourier transform (`ComposedLattice`), and made finer until the ends are as close as was asked for.
///
/// "Proven" is up to floating-point arithmetic for which there are stated allowances (`LatticeLaw.massRounding` and
/// `lossRounding`, `ComposedLattice.noise`), not interval arithmetic.
package struct LossDistribution: Sendable {
  package let composition: Composition
  package let direction: Direction
  package let adjacency: Adjacency

  /// The largest number of lattice points in a window; what needs more keeps a wider interval.
  static let mostPoints = 1 << 21

  package init(_ composition: Composition, direction: Direction, adjacency: Adjacency) {
    (self.composition, self.direction, self.adjacency) = (composition, direction, adjacency)
  }

  /// The least ε ≥ 0 at which the event is (ε, `delta`)-DP in this direction.
  ///
  /// - Parameters:
  ///   - delta: In (0, 1).
  ///   - relativeWidth: How wide the interval may be, as a share of its upper end.
  ///   - enough: An upper end of this or less is good enough, however wide the interval.
  /// - Returns: An interval that contains it; wider than asked for where `mostPoints` would be exceeded.
  /// - Throws: `AccountingError` for steps that have no such law.
  package func epsilon(delta: Double, relativeWidth: Double, enough: Double = 0) throws -> ProvenInterval {
    var laws = try lossLaws(logTailShare: -21, delta: delta)
    let infiniteMass = -expm1(laws.reduce(0) { $0 + Double($1.count) * log1p(-$1.law.infiniteMass) })
    guard delta > infiniteMass else { return ProvenInterval(lower: .infinity, upper: .infinity) }

    let logDelta = log(delta - infiniteMass)
    let sketch = TiltPlan(laws).serving(logDelta: logDelta)
    let share = 0.05 * relativeWidth * sketch.epsilon * sketch.tilt.tilt
    laws = try lossLaws(logTailShare: log(min(1e-4, max(share, 1e-12))), delta: delta)
    var ladder = LatticeLadder(laws, logDelta: logDelta, relativeWidth: relativeWidth)
    var best = ProvenInterval(lower: 0, upper: .infinity)
    while true {
      let upper = ladder.composed(isUpper: true).epsilon(delta: delta, isUpper: true)
      best = ProvenInterval(lower: best.lower, upper: min(best.upper, upper))
      if best.upper <= enough { return best }
      let lower = ladder.composed(isUpper: false).epsilon(delta: delta, isUpper: false)
      best = ProvenInterval(lower: max(best.lower, lower), upper: best.upper)
      if best.upper.isFinite, best.upper - best.lower <= relativeWidth * best.upper { return best }
      guard ladder.refine(best, relativeWidth: relativeWidth) else { return best }
    }
  }

  /// The laws of one step of each term, truncated where it costs a share e^`logTailShare` of δ.
  private func lossLaws(logTailShare: Double, delta: Double) throws -> [(law: LossLaw, count: Int)] {
    let steps = composition.terms.reduce(0) { $0 + Double($1.count) }
    let logTail = log(delta) - log(steps) + logTailShare
    return try composition.terms.map { term in
      (try LossLaw(term.step, direction: direction, adjacency: adjacency, logTail: logTail), term.count)
    }
  }
}

/// Which lattices to try, from coarse to fine.
private struct LatticeLadder {
  private let laws: [(law: LossLaw, count: Int)]
  private let plan: TiltPlan
  /// What spacings must divide, for laws that lie on a lattice.
  private let unit: Double?
  /// About where ε is.
  private var guess: Double
  private var tilt: TiltPlan.Tilt
  private var logMoments: [Double]
  private var window: Window
  private var spacing = 0.0
  private var attempts = 0

  init(_ laws: [(law: LossLaw, count: Int)], logDelta: Double, relativeWidth: Double) {
    self.laws = laws
    plan = TiltPlan(laws)
    unit = laws.lazy.compactMap { $0.law.lattice?.spacing }.first
    (tilt, guess) = plan.serving(logDelta: logDelta)
    logMoments = plan.logMoments(tilt.tilt)
    window = plan.window(tilt)
    let finest = window.width / Double(LossDistribution.mostPoints / 64)
    spacing = fitted(window.width / 512)
    while spacing > finest,
      plan.latticeError(offsets: offsets, spacing: spacing, at: tilt) > relativeWidth * guess / 4
    {
      spacing = fitted(spacing * 0.75)
    }
  }

  private var points: Double { window.width / spacing }

  private var openings: [ClosedRange<Double>?] {
    zip(laws, plan.densest(width: spacing, at: tilt)).map { term, densest in
      guard term.law.lattice == nil else { return nil }
      // What is left of an end would have to be rounded down.
      let all = term.law.range
      return (densest.lowerBound - all.lowerBound < 2 * spacing ? all.lowerBound : densest.lowerBound)
      ...(all.upperBound - densest.upperBound < 2 * spacing ? all.upperBound : densest.upperBound)
    }
  }

  private var offsets: [Double] {
    zip(laws, openings).map { term, opening in
      opening.map { term.law.part(in: $0).meanLoss } ?? term.law.lattice?.offset ?? 0
    }
  }

  /// The largest spacing of at most `wanted` that divides the unit.
  private func fitted(_ wanted: Double) -> Double {
    guard let unit, unit > wanted else { return wanted }
    return unit / (unit / wanted).rounded(.up)
  }

  /// Makes the lattice finer and moves it to where ε has turned out to be.
  ///
  /// - Returns: Whether it may be so fine.
  mutating func refine(_ interval: ProvenInterval, relativeWidth: Double) -> Bool {
    attempts += 1
    let most = Double(LossDistribution.mostPoints)
    let isMoved = abs(interval.lower - guess) > 0.1 * interval.lower
    guard attempts < 12, points < 0.9 * most || isMoved else { return false }
    let width = interval.upper - interval.lower
    let shrink = width.isFinite ? 0.8 * (relativeWidth * interval.upper / width).squareRoot() : 0.125
    if isMoved {
      guess = interval.lower
      tilt = plan.serving(epsilon: guess)
      logMoments = plan.logMoments(tilt.tilt)
      window = plan.window(tilt)
    }
    spacing = fitted(max(spacing * min(0.7, max(shrink, 0.0625)), window.width / most))
    return true
  }

  /// The composition on this lattice, from above or from below.
  func composed(isUpper: Bool) -> ComposedLattice {
    let (openings, offsets) = (openings, offsets)
    let lattices = laws.indices.map { index in
      let resolution = LatticeResolution(
        offset: offsets[index], spacing: spacing, opening: openings[index], cellError: spacing * spacing / 8192,
        tilt: tilt.tilt, logMoment: logMoments[index])
      let law = laws[index].law
      return (
        law: isUpper ? LatticeLaw(above: law, resolution) : LatticeLaw(below: law, resolution),
        count: laws[index].count
      )
    }
    return ComposedLattice(lattices, tilt: tilt.tilt, window: window)
  }
}

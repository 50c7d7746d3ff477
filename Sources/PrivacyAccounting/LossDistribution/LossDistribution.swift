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

  /// How often δ is computed by `JumpSplit` for one ε.
  private static let mostSplits = 16

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
    guard composition.terms.allSatisfy(\.isWithinLattices), delta > 1e-280 else {
      return ProvenInterval(lower: 0, upper: .infinity)
    }
    var laws = try lossLaws(logTailShare: -21, delta: delta)
    let infiniteMass = -expm1(laws.reduce(0) { $0 + Double($1.count) * log1p(-$1.law.infiniteMass) })
    guard delta > infiniteMass * (1 + 1e-13) else {
      return try spentOnFailures(laws, infiniteMass: infiniteMass, delta: delta, relativeWidth: relativeWidth)
    }
    // Total variation distances of steps add up to at least that of the composition.
    if laws.reduce(0, { $0 + Double($1.count) * $1.law.totalVariation }) <= delta {
      return ProvenInterval(lower: 0, upper: 0)
    }

    let logDelta = log(delta - infiniteMass)
    let sketch = TiltPlan(laws).serving(logDelta: logDelta)
    let share = 0.05 * relativeWidth * sketch.epsilon * sketch.tilt.tilt
    laws = try lossLaws(logTailShare: log(min(1e-4, max(share, 1e-12))), delta: delta - infiniteMass)
    let plan = TiltPlan(laws)
    let (tilt, guess) = plan.serving(logDelta: logDelta)
    // Where the upper end only has to get below `enough`, it may come from a coarser lattice.
    let tolerance = max(relativeWidth * guess, (enough - guess) / 2)
    var ladder = LatticeLadder(laws, plan: plan, tilt: tilt, guess: guess, tolerance: tolerance)
    var best = ProvenInterval(lower: 0, upper: .infinity)
    while ladder.isUsable {
      let upper = ladder.composed(isUpper: true).epsilon(delta: delta, rounding: .up)
      best = ProvenInterval(lower: best.lower, upper: min(best.upper, upper))
      if best.upper <= enough { return best }
      let lower = ladder.composed(isUpper: false).epsilon(delta: delta, rounding: .down)
      best = ProvenInterval(lower: max(best.lower, lower), upper: best.upper)
      if best.upper.isFinite, best.upper - best.lower <= relativeWidth * best.upper { return best }
      let excess = best.upper.isFinite ? (best.upper - best.lower) / (relativeWidth * best.upper) : .infinity
      guard ladder.refine(excess: excess, towards: best.lower) else { break }
    }
    return try splitEpsilon(delta: delta, relativeWidth: relativeWidth, within: best)
  }

  /// The same by `JumpSplit`, where one lattice does not serve.
  private func splitEpsilon(
    delta: Double, relativeWidth: Double, within interval: ProvenInterval
  ) throws -> ProvenInterval {
    var interval = interval
    let laws = try lossLaws(logTailShare: log(1e-3 * relativeWidth), delta: delta)
    guard laws.count == 1, let (law, count) = laws.first else { return interval }
    // δ may change much less than ε, so how well it has to be known turns out on the way.
    for refinements in 1...3 {
      let width = relativeWidth * pow(0.25, Double(refinements))
      guard let split = JumpSplit(law, count: count, delta: delta, relativeWidth: width) else { break }
      var search = ProvenSearch(interval, target: delta, relativeWidth: relativeWidth)
      for _ in 0..<Self.mostSplits {
        guard let epsilon = search.next() else { break }
        search.add(epsilon, split.delta(epsilon: epsilon, refinements: refinements))
      }
      interval = search.interval
      if interval.upper - interval.lower <= relativeWidth * interval.upper { break }
    }
    return interval
  }

  /// ε where δ is no more than the probability of an infinite loss, or just that.
  private func spentOnFailures(
    _ laws: [(law: LossLaw, count: Int)], infiniteMass: Double, delta: Double, relativeWidth: Double
  ) throws -> ProvenInterval {
    guard infiniteMass * (1 - 1e-13) <= delta else { return ProvenInterval(lower: .infinity, upper: .infinity) }
    // One step's mass is exact, that of many is rounded. What is left of it then has the largest finite losses at most.
    let isWithin = laws.reduce(0) { $0 + $1.count } == 1 ? infiniteMass <= delta : infiniteMass * (1 + 1e-13) <= delta
    let largest = laws.reduce(0) { $0 + Double($1.count) * max(0, $1.law.range.upperBound) } * (1 + 1e-13)
    let isBounded = laws.allSatisfy { $0.law.missingMass == 0 }
    return ProvenInterval(
      lower: try epsilon(delta: infiniteMass * (1 + 1e-9), relativeWidth: relativeWidth).lower,
      upper: isWithin && isBounded ? largest : .infinity)
  }

  /// The least δ at which the event is (`epsilon`, δ)-DP in this direction.
  ///
  /// - Parameters:
  ///   - epsilon: At least 0.
  ///   - relativeWidth: How wide the interval may be, as a share of its upper end.
  /// - Returns: An interval that contains it. Its upper end is 0 only where δ is; a positive one may be as small as
  ///   the smallest double.
  /// - Throws: `AccountingError` for steps that have no such law.
  package func delta(epsilon: Double, relativeWidth: Double) throws -> ProvenInterval {
    guard composition.terms.allSatisfy(\.isWithinLattices) else { return ProvenInterval(lower: 0, upper: 1) }
    var logDelta = try TiltPlan(lossLaws(logTailShare: -50, delta: 1)).logDelta(epsilon: epsilon)
    var best = ProvenInterval(lower: 0, upper: 1)
    // Where rare large losses decide, the sketch of δ may be far too large, and so may be what is left out.
    for _ in 0..<4 {
      let laws = try lossLaws(logTailShare: log(0.05 * relativeWidth) + max(-690, min(0, logDelta)), delta: 1)
      let missing = laws.reduce(0) { $0 + Double($1.count) * $1.law.missingMass }
      let found = Self.delta(epsilon: epsilon, relativeWidth: relativeWidth, laws, missing: missing)
      best = ProvenInterval(lower: max(best.lower, found.lower), upper: min(best.upper, found.upper))
      if best.upper - best.lower <= relativeWidth * best.upper || missing <= 0.2 * relativeWidth * best.upper {
        return best
      }
      logDelta = best.lower > 0 ? log(best.lower) : logDelta - 20
    }
    return best
  }

  /// The same from laws that leave out `missing` of the composition; finer lattices do not help against that.
  ///
  /// - Parameter enough: An upper end of this or less is good enough, however wide the interval.
  static func delta(
    epsilon: Double, relativeWidth: Double, _ laws: [(law: LossLaw, count: Int)], missing: Double, enough: Double = 0,
    mostTilt: Double = .infinity
  ) -> ProvenInterval {
    if laws.reduce(0, { $0 + Double($1.count) * $1.law.range.upperBound }) <= epsilon {
      let infinite = -expm1(laws.reduce(0) { $0 + Double($1.count) * log1p(-$1.law.infiniteMass) })
      return ProvenInterval(
        lower: infinite * (1 - 1e-14), upper: min(1, max((infinite + missing) * (1 + 1e-14), .leastNonzeroMagnitude)))
    }
    let plan = TiltPlan(laws)
    let serving = plan.serving(epsilon: epsilon)
    let tilt = serving.tilt <= mostTilt ? serving : plan.tilt(mostTilt)
    var ladder = LatticeLadder(
      laws, plan: plan, tilt: tilt, guess: epsilon, tolerance: relativeWidth / (1 + tilt.tilt))
    var best = ProvenInterval(lower: 0, upper: 1)
    while ladder.isUsable {
      let above = ladder.composed(isUpper: true).delta(epsilon: epsilon)
      let below = ladder.composed(isUpper: false).delta(epsilon: epsilon)
      best = ProvenInterval(lower: max(best.lower, below.lower), upper: min(best.upper, above.upper))
      let width = best.upper - best.lower - missing
      if width <= relativeWidth * best.upper || best.upper <= enough { return best }
      guard ladder.refine(excess: width / (relativeWidth * best.upper), towards: epsilon) else { return best }
    }
    return best
  }

  /// The least δ at which `composition` is (`epsilon`, δ)-DP in all directions of `adjacency`.
  ///
  /// Parameters and errors are those of `delta(epsilon:relativeWidth:)`.
  package static func delta(
    _ composition: Composition, epsilon: Double, adjacency: Adjacency, relativeWidth: Double
  ) throws -> ProvenInterval {
    let worst = try worstDelta(composition, epsilon: epsilon, adjacency: adjacency, relativeWidth: relativeWidth)
    guard let attained = composition.attained else { return worst }
    let lower = try worstDelta(
      attained, epsilon: epsilon, adjacency: .addOrRemove, relativeWidth: relativeWidth
    ).lower
    return ProvenInterval(lower: min(lower, worst.upper), upper: worst.upper)
  }

  private static func worstDelta(
    _ composition: Composition, epsilon: Double, adjacency: Adjacency, relativeWidth: Double
  ) throws -> ProvenInterval {
    try adjacency.directions.reduce(ProvenInterval(lower: 0, upper: 0)) { worst, direction in
      let one = try LossDistribution(composition, direction: direction, adjacency: adjacency)
        .delta(epsilon: epsilon, relativeWidth: relativeWidth)
      return ProvenInterval(lower: max(worst.lower, one.lower), upper: max(worst.upper, one.upper))
    }
  }

  /// The least ε ≥ 0 at which `composition` is (ε, `delta`)-DP in all directions of `adjacency`.
  ///
  /// Parameters and errors are those of `epsilon(delta:relativeWidth:enough:)`.
  package static func epsilon(
    _ composition: Composition, delta: Double, adjacency: Adjacency, relativeWidth: Double
  ) throws -> ProvenInterval {
    let worst = try worstEpsilon(composition, delta: delta, adjacency: adjacency, relativeWidth: relativeWidth)
    guard let attained = composition.attained else { return worst }
    let lower = try worstEpsilon(attained, delta: delta, adjacency: .addOrRemove, relativeWidth: relativeWidth).lower
    return ProvenInterval(lower: min(lower, worst.upper), upper: worst.upper)
  }

  private static func worstEpsilon(
    _ composition: Composition, delta: Double, adjacency: Adjacency, relativeWidth: Double
  ) throws -> ProvenInterval {
    try adjacency.directions.reduce(ProvenInterval(lower: 0, upper: 0)) { worst, direction in
      let one = try LossDistribution(composition, direction: direction, adjacency: adjacency)
        .epsilon(delta: delta, relativeWidth: relativeWidth, enough: worst.upper)
      return ProvenInterval(lower: max(worst.lower, one.lower), upper: max(worst.upper, one.upper))
    }
  }

  /// The laws of one step of each term, truncated where it costs a share e^`logTailShare` of δ.
  func lossLaws(logTailShare: Double, delta: Double) throws -> [(law: LossLaw, count: Int)] {
    let steps = composition.terms.reduce(0) { $0 + Double($1.count) }
    let logTail = log(delta) - log(steps) + logTailShare
    return try composition.terms.map { term in
      (try LossLaw(term.step, direction: direction, adjacency: adjacency, logTail: logTail), term.count)
    }
  }
}

extension Composition {
  /// A composition whose ε this one's attains, where the pairs of laws that bound it need not be attained together.
  ///
  /// The trade-off of a batch without replacement is that of two pairs, one for large and one for small likelihood ratios.
  /// One step attains it; of several, only steps that all have the one pair or all the other are known to be attained:
  /// where all other records are alike, the pair of a Poisson sample and its reverse. nil where nothing is amiss.
  var attained: Composition? {
    let isFixedSize = terms.map { term in
      if case .withoutReplacement = term.step.sampling { true } else { false }
    }
    guard isFixedSize.contains(true), terms.count > 1 || terms.contains(where: { $0.count > 1 }) else { return nil }
    // Other steps beside them may attain their worst elsewhere; they are left out, which only lowers a lower bound.
    return Composition(
      terms: terms.compactMap { term in
        guard case .gaussian(let noiseMultiplier) = term.step.noise,
          case .withoutReplacement(let batchSize, let populationSize) = term.step.sampling
        else { return nil }
        return Term(
          step: Step(
            noise: .gaussian(noiseMultiplier: noiseMultiplier / 2),
            sampling: .poisson(Double(batchSize) / Double(populationSize))),
          count: term.count)
      })
  }
}

extension Composition.Term {
  /// Whether its losses are neither so large nor so small that lattices are the wrong tool; Rényi bounds are left then.
  fileprivate var isWithinLattices: Bool {
    guard count <= 1_000_000_000_000 else { return false }
    if case .poisson(let q) = step.sampling, q < 1e-12 { return false }
    switch step.noise {
    case .gaussian(let scale), .laplace(let scale), .discreteGaussian(let scale, _), .discreteLaplace(let scale, _):
      return (0.02...1e6).contains(scale)
    case .approximateDP(let epsilon, _): return epsilon < 700
    case .randomisedResponse(let probability, _): return probability > 1e-100
    case .zeroConcentratedDP: return true
    }
  }
}

internal import Foundation
internal import PrivacyModel

extension LossDistribution {
  /// An estimate of ε at `delta` in all directions of `adjacency`; nil where one that may decide has none.
  static func estimate(
    _ composition: Composition, delta: Double, adjacency: Adjacency
  ) throws -> NumericalEstimate? {
    guard composition.attained == nil else { return nil }
    var best = NumericalEstimate(value: 0, error: 0)
    for direction in adjacency.directions {
      let distribution = LossDistribution(composition, direction: direction, adjacency: adjacency)
      let interval = try distribution.epsilon(delta: delta, relativeWidth: 1e-3, enough: best.value)
      guard interval.upper > best.value else { continue }
      guard let one = try distribution.estimate(delta: delta, within: interval) else { return nil }
      if one.value > best.value { best = one }
    }
    return best
  }

  /// What the relative error of an estimate should be.
  private static let accuracy = 1e-10

  /// An estimate of ε at `delta` by laws that are interpolated on finer and finer lattices, extrapolated to spacing 0: for
  /// events and numbers of steps that the contour integral does not resolve.
  ///
  /// The kink of the hockey stick leaves an error that is nearly a series in squares of the spacing, whose first terms
  /// Romberg's scheme removes. An estimate, not a bound; one outside the proven interval is not given.
  ///
  /// - Parameters:
  ///   - delta: In (0, 1).
  ///   - interval: What `epsilon(delta:relativeWidth:enough:)` proves.
  /// - Returns: The estimate, and how far the last two extrapolations were apart; nil where they do not agree to 1e-6.
  package func estimate(delta: Double, within interval: ProvenInterval) throws -> NumericalEstimate? {
    guard interval.upper > interval.lower else { return NumericalEstimate(value: interval.upper, error: 0) }
    let middle = (interval.lower + interval.upper) / 2
    guard interval.upper.isFinite, interval.lower > 0 else { return nil }
    let laws = try lossLaws(logTailShare: log(1e-11), delta: delta)
    let plan = TiltPlan(laws)
    let ladder = LatticeLadder(
      laws, plan: plan, tilt: plan.serving(epsilon: middle), guess: middle, tolerance: 1e-2 * middle)
    guard ladder.isUsable else { return nil }

    var rows: [[Double]] = []
    var best: NumericalEstimate?
    for halvings in 0..<10 {
      guard let lattice = ladder.interpolated(halvings: halvings) else { break }
      guard let epsilon = lattice.interpolatedEpsilon(delta: delta) else { continue }
      var row = [epsilon]
      if let last = rows.last {
        for (order, value) in last.prefix(3).enumerated() {
          row.append(row[order] + (row[order] - value) / (pow(4, Double(order + 1)) - 1))
        }
        for order in 1..<row.count where order < last.count || order == 1 {
          let error = abs(row[order] - (order < last.count ? last[order] : last[0]))
          if error < best?.error ?? .infinity { best = NumericalEstimate(value: row[order], error: error) }
        }
      }
      rows.append(row)
      if let best, best.error <= Self.accuracy * middle { break }
    }
    guard let best, best.error <= 1e-6 * middle, best.value >= interval.lower, best.value <= interval.upper else {
      return nil
    }
    return best
  }
}

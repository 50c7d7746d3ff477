internal import Foundation
internal import NumericalCore

/// A normal law, as one arm of scores may have it.
package struct NormalLaw: Hashable, Sendable {
  package let mean: Double
  /// Greater than 0.
  package let deviation: Double

  package init(mean: Double, deviation: Double) {
    precondition(deviation > 0, "a deviation is greater than 0, got \(deviation)")
    (self.mean, self.deviation) = (mean, deviation)
  }

  /// δ(ε) of this law against another: the probability that the privacy loss exceeds ε, less e^ε times that under the other.
  private func delta(against other: NormalLaw, epsilon: Double) -> Double {
    // The loss is a parabola in the score.
    let (one, two) = (1 / (deviation * deviation), 1 / (other.deviation * other.deviation))
    let (a, b) = ((two - one) / 2, mean * one - other.mean * two)
    let c = (other.mean * other.mean * two - mean * mean * one) / 2 + log(other.deviation / deviation) - epsilon
    return probability(a, b, c) - exp(epsilon) * other.probability(a, b, c)
  }

  /// P[a x² + b x + c > 0].
  private func probability(_ a: Double, _ b: Double, _ c: Double) -> Double {
    func below(_ x: Double) -> Double { erfc((mean - x) / (deviation * 2.0.squareRoot())) / 2 }
    func above(_ x: Double) -> Double { erfc((x - mean) / (deviation * 2.0.squareRoot())) / 2 }
    guard a != 0 else { return b == 0 ? (c > 0 ? 1 : 0) : b > 0 ? above(-c / b) : below(-c / b) }
    let discriminant = b * b - 4 * a * c
    guard discriminant > 0 else { return a > 0 ? 1 : 0 }
    // The root that adds numbers of one sign, and the other from their product.
    let sum = -(b + (b < 0 ? -1 : 1) * discriminant.squareRoot()) / 2
    let roots = sum == 0 ? [0, 0] : [sum / a, c / sum].sorted()
    if a > 0 { return below(roots[0]) + above(roots[1]) }
    return roots[0] < mean ? below(roots[1]) - below(roots[0]) : above(roots[0]) - above(roots[1])
  }

  /// The least ε at which this law and the other are (ε, δ)-indistinguishable, both ways.
  ///
  /// - Parameter delta: In (0, 1).
  package func epsilon(from other: NormalLaw, delta: Double) -> Double {
    func excess(_ epsilon: Double) -> Bool {
      max(self.delta(against: other, epsilon: epsilon), other.delta(against: self, epsilon: epsilon)) <= delta
    }
    guard !excess(0) else { return 0 }
    var upper = 1.0
    while !excess(upper), upper < 1e4 { upper *= 2 }
    return bisect(from: 0, to: upper, relativeTolerance: 1e-13, until: excess).upper
  }
}

/// The least ε that fits both arms if both are samples of normal laws: over their means and deviations in Student's and
/// chi-square intervals, which hold at once with probability `1 − significance`.
///
/// Label: `.assumption`. Nothing is known of scores that are not normal.
///
/// - Parameters:
///   - arms: At least two trials per arm.
///   - delta: In (0, 1).
/// - Returns: nil where an arm is constant or not finite.
/// - Accuracy: the least value is searched for by descent in the two deviations, from where they are closest.
package func gaussianFitEpsilon(_ arms: ScoreArms, delta: Double, significance: Double) throws -> Double? {
  guard let included = try NormalBox(arms.included, significance: significance / 4),
    let excluded = try NormalBox(arms.excluded, significance: significance / 4)
  else { return nil }
  // As close as the intervals of the means let them be.
  let gap = max(
    0, included.means.lowerBound - excluded.means.upperBound, excluded.means.lowerBound - included.means.upperBound)
  func epsilon(_ one: Double, _ other: Double) -> Double {
    NormalLaw(mean: gap, deviation: one).epsilon(from: NormalLaw(mean: 0, deviation: other), delta: delta)
  }
  let (first, second) = (included.deviations, excluded.deviations)
  let most = min(first.upperBound, second.upperBound)
  var (one, other) = (max(first.lowerBound, most), max(second.lowerBound, most))
  for _ in 0..<8 {
    one = leastArgument(in: first, from: one) { epsilon($0, other) }
    other = leastArgument(in: second, from: other) { epsilon(one, $0) }
  }
  return epsilon(one, other)
}

/// What the mean and the deviation of a normal law may be, each except with the same probability.
private struct NormalBox {
  let means: ClosedRange<Double>
  let deviations: ClosedRange<Double>

  init?(_ scores: [Double], significance: Double) throws {
    guard scores.count >= 2, scores.allSatisfy(\.isFinite) else { return nil }
    let count = Double(scores.count)
    let mean = scores.reduce(0, +) / count
    let deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
    guard deviation > 0, deviation.isFinite else { return nil }
    let half = try GSL.studentQuantile(upperTail: significance / 2, degrees: count - 1) * deviation / count.squareRoot()
    means = mean - half...mean + half
    func bound(upperTail: Double) throws -> Double {
      deviation * ((count - 1) / (try GSL.chiSquareQuantile(upperTail: upperTail, degrees: count - 1))).squareRoot()
    }
    deviations = try bound(upperTail: significance / 2)...bound(upperTail: 1 - significance / 2)
  }
}

/// Where a function of one minimum is least, by golden sections; `start` where nothing is less.
private func leastArgument(
  in range: ClosedRange<Double>, from start: Double, of function: (Double) -> Double
) -> Double {
  let ratio = (5.0.squareRoot() - 1) / 2
  var (low, high) = (range.lowerBound, range.upperBound)
  for _ in 0..<40 {
    let width = (high - low) * ratio
    let (left, right) = (high - width, low + width)
    if function(left) <= function(right) { high = right } else { low = left }
  }
  let middle = (low + high) / 2
  return function(middle) < function(start) ? middle : start
}

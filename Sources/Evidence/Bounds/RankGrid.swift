internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// A lower bound on ε from a grid of order statistics that is fixed before any score is seen.
///
/// The grid has the ranks 1, 2, 4, … up to half of each arm. At the k-th largest of n₀ excluded scores the false
/// positive rate B has the law Beta(k, n₀ − k + 1) whatever the mechanism, and given it the m included scores above are
/// binomial. (ε, δ)-DP lets the true positive rate be at most 1 − f(B), so
/// ```
/// p(ε) = E P[Bin(n₁, 1 − f(B)) ≥ m] = P[X ≥ f(B)],   X ~ Beta(n₁ − m + 1, m) independent of B
/// ```
/// is a p-value of it, exact in finite samples, in which the two sampling errors add in quadrature. The k-th smallest
/// included score serves in the same way with the arms exchanged. Every point is tested at an equal share of
/// `significance`, and ε is the largest value that some point rejects; no trials are spent on choosing.
///
/// Departs from two Clopper–Pearson intervals per point, whose errors add up: they give a mean bound of 1.30 where this
/// gives 1.68 (Gaussians one deviation apart, 1,000 trials per arm, α = 0.05, δ = 10⁻⁵). Ranks beyond half an arm are
/// left out because a threshold that shows anything has an error rate below one half.
///
/// The rates beside ε are those at the point that gave it, with upper bounds that hold at all points at once. ε follows
/// from their joint law and not from those two bounds, which imply less.
///
/// - Parameters:
///   - arms: Scores of independent trials; each arm has at least one. Equal scores, those of failed trials among them,
///     are ordered by noise.
///   - delta: The δ of the claim, in [0, 1).
///   - significance: Probability that the bound exceeds the mechanism's ε at `delta`, in (0, 1).
///   - tieBreakingSeed: Fixed before the scores are seen.
/// - Accuracy: ε is at most 1e-6 too low; p-values are raised by 1e-6 of themselves against errors of quadrature.
/// - Reference: David and Nagaraja, "Order Statistics", 3rd edition, section 2.1, for the law of the rate.
package func rankGridBound(
  _ arms: ScoreArms, delta: Double, adjacency: Adjacency, significance: Double, tieBreakingSeed: UInt64
) throws -> TwoArmBound {
  precondition(significance > 0 && significance < 1, "significance must be in (0, 1), got \(significance)")
  precondition(delta >= 0 && delta < 1, "delta must be in [0, 1), got \(delta)")
  let points = RankGridPoint.grid(TieBrokenArms(arms, seed: tieBreakingSeed))
  let share = significance / Double(points.count)
  var (epsilon, strongest) = (0.0, points[0])
  for point in points {
    if let rejected = point.largestRejectedEpsilon(above: epsilon, delta: delta, significance: share) {
      (epsilon, strongest) = (rejected, point)
    } else if epsilon == 0, point.youden > strongest.youden {
      strongest = point
    }
  }
  let (falseNegativeRate, falsePositiveRate) = try strongest.boundedRates(significance: share / 2)
  return TwoArmBound(
    epsilon: epsilon, delta: delta, adjacency: adjacency, significance: significance, method: "rank grid",
    label: .exact, threshold: strongest.threshold, falseNegativeRate: falseNegativeRate,
    falsePositiveRate: falsePositiveRate)
}

/// The ranks of an arm that set thresholds: 1, 2, 4, … up to half of `count`, rounded up.
func gridRanks(count: Int) -> [Int] {
  Array(sequence(first: 1) { $0 * 2 <= (count + 1) / 2 ? $0 * 2 : nil })
}

/// The p-value of (ε, δ)-DP at one point of the grid, raised by 1e-6 of itself; 1 where every trial of the other arm errs.
///
/// - Parameters:
///   - setting: Errors of the arm that sets the threshold: the rank.
///   - counted: Errors of the other arm.
func rankGridPValue(setting: BinomialCount, counted: BinomialCount, in region: PrivacyRegion) -> Double {
  guard counted.successes < counted.trials else { return 1 }
  let law = ErrorRateLaw(
    falseNegative: BetaDistribution(
      alpha: Double(counted.successes + 1), beta: Double(counted.trials - counted.successes)),
    falsePositive: BetaDistribution(
      alpha: Double(setting.successes), beta: Double(setting.trials - setting.successes + 1)))
  return law.probabilityAllowed(region) * (1 + 1e-6)
}

/// A threshold at an order statistic of one arm, and what it does to the other.
private struct RankGridPoint {
  /// Included scores below it and excluded ones from it on; the trial that sets the threshold counts as an error.
  let falseNegatives: BinomialCount
  let falsePositives: BinomialCount
  let threshold: Double
  let isSetByExcluded: Bool

  /// All points of the grid, which depend on nothing but the sizes of the arms.
  static func grid(_ arms: TieBrokenArms) -> [RankGridPoint] {
    let (included, excluded) = (arms.included.count, arms.excluded.count)
    let fromExcluded = gridRanks(count: excluded).map { rank in
      let cut = arms.excluded[excluded - rank]
      return RankGridPoint(
        falseNegatives: BinomialCount(successes: arms.included.countBelow(cut), of: included),
        falsePositives: BinomialCount(successes: rank, of: excluded), threshold: cut.score, isSetByExcluded: true)
    }
    let fromIncluded = gridRanks(count: included).map { rank in
      let cut = arms.included[rank - 1]
      return RankGridPoint(
        falseNegatives: BinomialCount(successes: rank, of: included),
        falsePositives: BinomialCount(successes: excluded - arms.excluded.countBelow(cut), of: excluded),
        threshold: cut.score, isSetByExcluded: false)
    }
    return fromExcluded + fromIncluded
  }

  var youden: Double { 1 - falseNegatives.proportion - falsePositives.proportion }

  /// The largest ε, greater than `epsilon`, that this point rejects; nil where it rejects none.
  func largestRejectedEpsilon(above epsilon: Double, delta: Double, significance: Double) -> Double? {
    let (setting, counted) = isSetByExcluded ? (falsePositives, falseNegatives) : (falseNegatives, falsePositives)
    guard counted.successes < counted.trials else { return nil }
    func excess(_ epsilon: Double) -> Double {
      log(
        rankGridPValue(setting: setting, counted: counted, in: PrivacyRegion(epsilon: epsilon, delta: delta))
          / significance)
    }
    guard excess(epsilon) <= 0 else { return nil }
    var upper = epsilon + 0.5
    while excess(upper) <= 0 { upper += 1 }
    let rejected = bracketCrossing(from: epsilon, to: upper, tolerance: 1e-6, of: excess).lower
    return rejected > epsilon ? rejected : nil
  }

  /// Upper bounds on both rates. The trial that sets the threshold is not counted by the bound on its own arm.
  func boundedRates(significance: Double) throws -> (falseNegative: BoundedRate, falsePositive: BoundedRate) {
    func bounded(_ errors: BinomialCount, setsThreshold: Bool) throws -> BoundedRate {
      let others = BinomialCount(successes: errors.successes - (setsThreshold ? 1 : 0), of: errors.trials)
      return BoundedRate(
        count: errors, upperBound: try clopperPearsonUpperBound(others, significance: significance),
        significance: significance)
    }
    return (
      try bounded(falseNegatives, setsThreshold: !isSetByExcluded),
      try bounded(falsePositives, setsThreshold: isSetByExcluded)
    )
  }
}

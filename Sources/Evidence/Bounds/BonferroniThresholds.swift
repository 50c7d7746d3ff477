internal import Foundation
package import PrivacyModel

/// The largest two-arm bound over all scores as thresholds, each at an equal share of the significance.
///
/// A threshold set by a trial's own score is independent of the other trials only, so that trial is left out of its
/// arm's count; with it the level would not quite hold. Simple and valid, and weaker than `rankGridBound`.
///
/// - Parameters:
///   - arms: At least two trials per arm.
///   - significance: Divided by the number of trials. Probability that the bound fails, in (0, 1).
package func bonferroniBound(
  _ arms: ScoreArms, delta: Double, adjacency: Adjacency, significance: Double
) throws -> TwoArmBound {
  precondition(
    min(arms.included.count, arms.excluded.count) >= 2,
    "a bound over all thresholds needs two trials per arm, got \(arms.count) in all")
  let share = significance / Double(arms.count)
  var best = (bound: 0.0, youden: -Double.infinity, counts: arms.counts(leavingOutIncluded: 0))
  for index in 0..<arms.count {
    let isIncluded = index < arms.included.count
    let counts =
      isIncluded
      ? arms.counts(leavingOutIncluded: index) : arms.counts(leavingOutExcluded: index - arms.included.count)
    // The observed rates imply more than any bounds on them, and nothing below the best so far is worth inverting.
    let (missed, alarmed) = (counts.falseNegatives.proportion, counts.falsePositives.proportion)
    let youden = 1 - missed - alarmed
    guard epsilonImplied(byFalseNegativeRate: missed, falsePositiveRate: alarmed, delta: delta) > best.bound else {
      if best.bound == 0, youden > best.youden { best = (0, youden, counts) }
      continue
    }
    let bound = epsilonImplied(
      byFalseNegativeRate: try clopperPearsonUpperBound(counts.falseNegatives, significance: share / 2),
      falsePositiveRate: try clopperPearsonUpperBound(counts.falsePositives, significance: share / 2), delta: delta)
    if (bound, youden) > (best.bound, best.youden) { best = (bound, youden, counts) }
  }
  let strongest = try twoArmBound(
    falseNegatives: best.counts.falseNegatives, falsePositives: best.counts.falsePositives,
    threshold: best.counts.threshold, delta: delta, adjacency: adjacency, significance: share, method: "")
  return TwoArmBound(
    epsilon: strongest.epsilon, delta: delta, adjacency: adjacency, significance: significance,
    method: "all thresholds", label: .exact, threshold: strongest.threshold,
    falseNegativeRate: strongest.falseNegativeRate, falsePositiveRate: strongest.falsePositiveRate)
}

extension ScoreArms {
  fileprivate typealias ThresholdCounts = (
    threshold: Double, falseNegatives: BinomialCount, falsePositives: BinomialCount
  )

  fileprivate func counts(leavingOutIncluded index: Int) -> ThresholdCounts {
    let threshold = included[index]
    return (
      threshold, BinomialCount(successes: included.countBelow(threshold), of: included.count - 1),
      falsePositives(from: threshold)
    )
  }

  fileprivate func counts(leavingOutExcluded index: Int) -> ThresholdCounts {
    let threshold = excluded[index]
    return (
      threshold, falseNegatives(below: threshold),
      BinomialCount(successes: excluded.count - excluded.countBelow(threshold) - 1, of: excluded.count - 1)
    )
  }
}

internal import Foundation
package import PrivacyModel

/// The true positive rate of an attack where its observed false positive rate is at most a given one.
package struct TruePositiveRate: Hashable, Sendable {
  /// Included trials above the threshold.
  package let truePositives: BinomialCount
  /// Excluded trials above it.
  package let falsePositives: BinomialCount
  /// Clopper–Pearson intervals as if the threshold had been fixed beforehand: they describe, and prove nothing.
  package let truePositiveInterval: ClosedRange<Double>
  package let falsePositiveInterval: ClosedRange<Double>
}

/// The largest true positive rate at an observed false positive rate of at most `falsePositiveRate`.
///
/// - Parameters:
///   - arms: At least one trial per arm.
///   - falsePositiveRate: In (0, 1].
///   - significance: Of each of the two intervals, two-sided.
/// - Returns: nil where so few excluded trials would show less than one false positive at that rate: then the rate
///   cannot be resolved, which is not a true positive rate of 0.
package func truePositiveRate(
  _ arms: ScoreArms, atFalsePositiveRate falsePositiveRate: Double, significance: Double
) throws -> TruePositiveRate? {
  precondition(falsePositiveRate > 0 && falsePositiveRate <= 1, "a false positive rate must be in (0, 1]")
  // One rounding unit more, so that 0.07 of 100 trials are 7.
  let allowed = Int((falsePositiveRate * Double(arms.excluded.count)).nextUp)
  guard allowed >= 1 else { return nil }
  /// Scores above the first excluded one, from the largest, that would be one false positive too many.
  func positives(_ scores: [Double]) -> BinomialCount {
    let others = allowed < arms.excluded.count ? scores.countUpTo(arms.excluded[arms.excluded.count - 1 - allowed]) : 0
    return BinomialCount(successes: scores.count - others, of: scores.count)
  }
  let (truePositives, falsePositives) = (positives(arms.included), positives(arms.excluded))
  func interval(_ count: BinomialCount) throws -> ClosedRange<Double> {
    let lower = 1 - (try clopperPearsonUpperBound(count.complement, significance: significance / 2))
    return max(0, lower)...(try clopperPearsonUpperBound(count, significance: significance / 2))
  }
  return TruePositiveRate(
    truePositives: truePositives, falsePositives: falsePositives,
    truePositiveInterval: try interval(truePositives), falsePositiveInterval: try interval(falsePositives))
}

/// The largest balanced accuracy over all thresholds: the share of right guesses if both worlds were equally likely.
///
/// - Returns: In [½, 1], chosen on the trials that it describes and so too large on average.
package func largestBalancedAccuracy(_ arms: ScoreArms) -> Double {
  (arms.included + arms.excluded).reduce(0.5) { best, threshold in
    let missed = arms.falseNegatives(below: threshold).proportion
    return max(best, (2 - missed - arms.falsePositives(from: threshold).proportion) / 2)
  }
}

/// The largest difference of true and false positive rate over all thresholds: 2 · balanced accuracy − 1.
package func largestAdvantage(_ arms: ScoreArms) -> Double { 2 * largestBalancedAccuracy(arms) - 1 }

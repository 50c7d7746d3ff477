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
  let upperBounds = ClopperPearsonTable(significance: share / 2)
  let byIncluded = try ThresholdSearch.best(
    of: arms.included.count, delta: delta, upperBounds: upperBounds, counts: arms.counts(leavingOutIncluded:))
  let byExcluded = try ThresholdSearch.best(
    of: arms.excluded.count, delta: delta, upperBounds: upperBounds, counts: arms.counts(leavingOutExcluded:))
  let isByExcluded = (byExcluded.bound, byExcluded.youden) > (byIncluded.bound, byIncluded.youden)
  let counts =
    isByExcluded
    ? arms.counts(leavingOutExcluded: byExcluded.index) : arms.counts(leavingOutIncluded: byIncluded.index)
  let strongest = try twoArmBound(
    falseNegatives: counts.falseNegatives, falsePositives: counts.falsePositives,
    threshold: isByExcluded ? arms.excluded[byExcluded.index] : arms.included[byIncluded.index], delta: delta,
    adjacency: adjacency, significance: share)
  return TwoArmBound(
    epsilon: strongest.epsilon, delta: delta, adjacency: adjacency, significance: significance,
    rates: strongest.rates)
}

extension ScoreArms {
  fileprivate func counts(leavingOutIncluded index: Int) -> ErrorCounts {
    let threshold = included[index]
    return ErrorCounts(
      falseNegatives: BinomialCount(successes: included.countBelow(threshold), of: included.count - 1),
      falsePositives: falsePositives(from: threshold))
  }

  fileprivate func counts(leavingOutExcluded index: Int) -> ErrorCounts {
    let threshold = excluded[index]
    return ErrorCounts(
      falseNegatives: falseNegatives(below: threshold),
      falsePositives: BinomialCount(
        successes: excluded.count - excluded.countBelow(threshold) - 1, of: excluded.count - 1))
  }
}

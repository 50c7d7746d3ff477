internal import NumericalCore
package import PrivacyModel

/// The two-arm bound at a threshold that other trials chose.
///
/// - Parameters:
///   - selection: Trials that only choose the threshold.
///   - certification: Trials that are counted, independent of the others.
///   - significance: Probability that the bound fails, in (0, 1).
package func splitBound(
  _ arms: SplitArms, delta: Double, adjacency: Adjacency, significance: Double
) throws -> TwoArmBound {
  let threshold = try chooseThreshold(arms.selection, delta: delta, significance: significance)
  return try twoArmBound(
    arms.certification, threshold: threshold, delta: delta, adjacency: adjacency, significance: significance)
}

/// The median of the bounds of random half-and-half splits, each at half the significance.
///
/// The median exceeds ε only if at least half of the bounds do, and as each does so with probability at most
/// `significance` / 2, Markov's inequality leaves `significance` to the median, whatever the dependence between splits.
///
/// - Parameters:
///   - arms: At least two trials per arm.
///   - splits: An odd number.
///   - seed: Of the splits; fixed before the scores are seen.
/// - Returns: The bound of the median split, with its threshold and rates, at the full significance.
/// - Reference: Meinshausen, Meier and Bühlmann, "p-Values for High-Dimensional Regression",
///   arXiv:0811.2177v3, of whose rule this is the quantile one half.
package func medianOfSplitsBound(
  _ arms: ScoreArms, splits: Int, seed: UInt64, delta: Double, adjacency: Adjacency, significance: Double
) throws -> TwoArmBound {
  precondition(splits % 2 == 1 && splits > 0, "the number of splits must be odd, got \(splits)")
  precondition(
    min(arms.included.count, arms.excluded.count) >= 2, "a split needs two trials per arm, got \(arms.count) in all")
  let upperBounds = ClopperPearsonTable(significance: significance / 4)
  let bounds = try (0..<splits).map { index in
    var stream = RandomStream(seed: seed, trial: index, purpose: .splitting)
    let included = arms.included.randomHalf(using: &stream)
    let excluded = arms.excluded.randomHalf(using: &stream)
    let threshold = try chooseThreshold(
      ScoreArms(ascendingIncluded: included, ascendingExcluded: excluded), delta: delta, upperBounds: upperBounds)
    // What is below the threshold in an arm and not in its half is below it in the other half.
    let missed = arms.included.countBelow(threshold) - included.countBelow(threshold)
    let rejected = arms.excluded.countBelow(threshold) - excluded.countBelow(threshold)
    let others = (included: arms.included.count - included.count, excluded: arms.excluded.count - excluded.count)
    return try twoArmBound(
      falseNegatives: BinomialCount(successes: missed, of: others.included),
      falsePositives: BinomialCount(successes: others.excluded - rejected, of: others.excluded),
      threshold: threshold, delta: delta, adjacency: adjacency, significance: significance / 2)
  }
  let median = bounds.sorted { $0.epsilon < $1.epsilon }[splits / 2]
  return TwoArmBound(
    epsilon: median.epsilon, delta: delta, adjacency: adjacency, significance: significance,
    rates: ErrorRates(
      threshold: median.threshold, falseNegativeRate: median.falseNegativeRate.among(splits),
      falsePositiveRate: median.falsePositiveRate.among(splits)))
}

extension BoundedRate {
  /// The same bound where the scores chose it among so many: that any of them fails has up to so much more probability.
  fileprivate func among(_ splits: Int) -> BoundedRate {
    BoundedRate(count: count, upperBound: upperBound, significance: min(1, Double(splits) * significance))
  }
}

extension [Double] {
  /// A random half of this ascending array, rounded down, in ascending order.
  ///
  /// It is the first half of what `shuffled(using:)` gives, and leaves the stream where that would: the last half of a
  /// permutation is not worth making.
  fileprivate func randomHalf(using stream: inout RandomStream) -> [Double] {
    var indices = Array<Int32>(0..<Int32(count))
    var isChosen = [Bool](repeating: false, count: count)
    for place in 0..<count / 2 {
      indices.swapAt(place, place + Int.random(in: 0..<(count - place), using: &stream))
      isChosen[Int(indices[place])] = true
    }
    stream.skip(Swift.max(0, count - 1 - count / 2))
    return zip(self, isChosen).compactMap { $1 ? $0 : nil }
  }
}

internal import PrivacyModel

/// The threshold that would give the largest lower bound on these trials.
///
/// Only trials that are not counted afterwards may choose it; whatever it is then, the bound on the others holds. It
/// lies halfway between neighbouring scores. Of large arms only a grid of ranks is tried: all up to 200 from either end
/// and then every 2 %, which costs the bound less than its own noise.
package func chooseThreshold(_ selection: ScoreArms, delta: Double, significance: Double) throws -> Double {
  try chooseThreshold(selection, delta: delta, upperBounds: ClopperPearsonTable(significance: significance / 2))
}

/// The same with bounds on either rate from a table that several selections share.
func chooseThreshold(
  _ selection: ScoreArms, delta: Double, upperBounds: ClopperPearsonTable
) throws -> Double {
  let thresholds = candidateThresholds(selection)
  guard !thresholds.isEmpty else { return .infinity }
  // Where no threshold shows anything, the one that separates the arms best is as good a guess as any.
  let best = try ThresholdSearch.best(of: thresholds.count, delta: delta, upperBounds: upperBounds) { index in
    ErrorCounts(
      falseNegatives: selection.falseNegatives(below: thresholds[index]),
      falsePositives: selection.falsePositives(from: thresholds[index]))
  }
  return thresholds[best.index]
}

/// Ascending, each once.
private func candidateThresholds(_ arms: ScoreArms) -> [Double] {
  // Either arm gives an ascending list, so that sorting is one merge.
  let candidates =
    thresholds(around: arms.included, beside: arms.excluded)
    + thresholds(around: arms.excluded, beside: arms.included)
  return candidates.sorted().withoutRepetitions
}

/// The thresholds next to the scores of one arm at the ranks of the grid, below and above each of them.
private func thresholds(around arm: [Double], beside other: [Double]) -> [Double] {
  var thresholds: [Double] = []
  var last = -Double.infinity
  for rank in rankGrid(count: arm.count) where arm[rank].isFinite && arm[rank] > last {
    let score = arm[rank]
    last = score
    let next = arm.neighbours(of: score, from: rank)
    let others = other.neighbours(of: score, from: other.countBelow(score))
    thresholds.append(midpoint(max(next.below, others.below), score))
    let above = min(next.above, others.above)
    if above.isFinite { thresholds.append(midpoint(score, above)) }
  }
  return thresholds
}

/// Ranks from 0 to `count` − 1, ascending: dense at both ends, geometric between.
private func rankGrid(count: Int) -> [Int] {
  var distances: [Int] = []
  var distance = 0
  while distance < count {
    distances.append(distance)
    distance += max(1, distance / 50 - 3)
  }
  return (distances + distances.reversed().map { count - 1 - $0 }).sorted().withoutRepetitions
}

private func midpoint(_ lower: Double, _ upper: Double) -> Double {
  guard lower.isFinite else { return upper }
  let middle = lower / 2 + upper / 2
  return middle > lower ? middle : upper
}

extension [Double] {
  /// The largest element below `score` and the smallest above it, infinite where there is none, of this ascending array.
  ///
  /// - Parameter index: Of the first element at or above `score`, or of one equal to it.
  fileprivate func neighbours(of score: Double, from index: Int) -> (below: Double, above: Double) {
    let first = index > 0 && self[index - 1] == score ? countBelow(score) : index
    let next =
      index < count && self[index] > score
      ? index : index + 1 < count && self[index + 1] > score ? index + 1 : countUpTo(score)
    return (first > 0 ? self[first - 1] : -.infinity, next < count ? self[next] : .infinity)
  }
}

extension Array where Element: Equatable {
  /// Each of neighbouring equals once.
  fileprivate var withoutRepetitions: [Element] {
    reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}

internal import PrivacyModel

/// The threshold that would give the largest lower bound on these trials.
///
/// Only trials that are not counted afterwards may choose it; whatever it is then, the bound on the others holds. It
/// lies halfway between neighbouring scores. Of large arms only a grid of ranks is tried: all up to 200 from either end
/// and then every 2 %, which costs the bound less than its own noise.
package func chooseThreshold(_ selection: ScoreArms, delta: Double, significance: Double) throws -> Double {
  var best = (bound: 0.0, youden: -Double.infinity, threshold: Double.infinity)
  for threshold in candidateThresholds(selection) {
    let falseNegatives = selection.falseNegatives(below: threshold)
    let falsePositives = selection.falsePositives(from: threshold)
    let bound = epsilonImplied(
      byFalseNegativeRate: try clopperPearsonUpperBound(falseNegatives, significance: significance / 2),
      falsePositiveRate: try clopperPearsonUpperBound(falsePositives, significance: significance / 2), delta: delta)
    // Where no threshold shows anything, the one that separates the arms best is as good a guess as any.
    let youden = 1 - falseNegatives.proportion - falsePositives.proportion
    if (bound, youden) > (best.bound, best.youden) { best = (bound, youden, threshold) }
  }
  return best.threshold
}

private func candidateThresholds(_ arms: ScoreArms) -> [Double] {
  var candidates: Set<Double> = []
  for arm in [arms.included, arms.excluded] {
    for rank in rankGrid(count: arm.count) where arm[rank].isFinite {
      candidates.insert(midpoint(arms.largestScore(below: arm[rank]), arm[rank]))
      candidates.insert(midpoint(arm[rank], arms.smallestScore(above: arm[rank])))
    }
  }
  return candidates.filter(\.isFinite).sorted()
}

/// Ranks from 0 to `count` − 1: dense at both ends, geometric between.
private func rankGrid(count: Int) -> [Int] {
  var ranks: Set<Int> = []
  var distance = 0
  while distance < count {
    ranks.insert(distance)
    ranks.insert(count - 1 - distance)
    distance += max(1, distance / 50 - 3)
  }
  return ranks.sorted()
}

private func midpoint(_ lower: Double, _ upper: Double) -> Double {
  guard lower.isFinite else { return upper }
  let middle = lower / 2 + upper / 2
  return middle > lower ? middle : upper
}

extension ScoreArms {
  fileprivate func largestScore(below score: Double) -> Double {
    [included, excluded].map { arm in
      let count = arm.countBelow(score)
      return count > 0 ? arm[count - 1] : -.infinity
    }.reduce(-.infinity, max)
  }

  fileprivate func smallestScore(above score: Double) -> Double {
    [included, excluded].map { arm in
      let count = arm.countBelow(score.nextUp)
      return count < arm.count ? arm[count] : .infinity
    }.reduce(.infinity, min)
  }
}

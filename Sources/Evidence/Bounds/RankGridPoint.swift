internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// A threshold at an order statistic of one arm, and what it does to the other.
struct RankGridPoint {
  /// Included scores below it and excluded ones from it on; the trial that sets the threshold counts as an error.
  let falseNegatives: BinomialCount
  let falsePositives: BinomialCount
  let threshold: Double
  let isSetByExcluded: Bool

  /// All points of the grid, which depend on nothing but the sizes of the arms.
  static func grid(_ arms: TieBrokenArms) -> [RankGridPoint] {
    let (included, excluded) = (arms.included.count, arms.excluded.count)
    let fromExcluded = ranks(count: excluded).map { rank in
      let cut = arms.excluded[excluded - rank]
      return RankGridPoint(
        falseNegatives: BinomialCount(successes: arms.included.countBelow(cut), of: included),
        falsePositives: BinomialCount(successes: rank, of: excluded), threshold: cut.score, isSetByExcluded: true)
    }
    let fromIncluded = ranks(count: included).map { rank in
      let cut = arms.included[rank - 1]
      return RankGridPoint(
        falseNegatives: BinomialCount(successes: rank, of: included),
        falsePositives: BinomialCount(successes: excluded - arms.excluded.countBelow(cut), of: excluded),
        threshold: cut.score, isSetByExcluded: false)
    }
    return fromExcluded + fromIncluded
  }

  /// 1, 2, 4, … up to half of `count`, rounded up.
  private static func ranks(count: Int) -> [Int] {
    Array(sequence(first: 1) { $0 * 2 <= (count + 1) / 2 ? $0 * 2 : nil })
  }

  var youden: Double { 1 - falseNegatives.proportion - falsePositives.proportion }

  /// The chance of at least so many on the right side under what `region` allows, raised against errors of quadrature.
  func pValue(of region: some TradeOffLimit) -> Double {
    law.map { min(1, $0.probabilityAllowed(region) * (1 + 1e-6)) } ?? 1
  }

  /// The largest ε, greater than `epsilon`, that this point rejects; nil where it rejects none.
  func largestRejectedEpsilon(above epsilon: Double, delta: Double, significance: Double) -> Double? {
    guard let law else { return nil }
    func excess(_ epsilon: Double) -> Double {
      log(law.probabilityAllowed(PrivacyRegion(epsilon: epsilon, delta: delta)) * (1 + 1e-6) / significance)
    }
    guard excess(epsilon) <= 0 else { return nil }
    var upper = epsilon + 0.5
    while excess(upper) <= 0 { upper += 1 }
    let rejected = bracketCrossing(from: epsilon, to: upper, tolerance: 1e-6, of: excess).lower
    return rejected > epsilon ? rejected : nil
  }

  /// The law of both rates, that of the arm which sets the threshold as the false positive rate; nil where the other arm
  /// is all on the wrong side, which is a p-value of 1.
  private var law: ErrorRateLaw? {
    let (setting, counted) = isSetByExcluded ? (falsePositives, falseNegatives) : (falseNegatives, falsePositives)
    guard counted.successes < counted.trials else { return nil }
    return ErrorRateLaw(
      falseNegative: BetaDistribution(
        alpha: Double(counted.successes + 1), beta: Double(counted.trials - counted.successes)),
      falsePositive: BetaDistribution(
        alpha: Double(setting.successes), beta: Double(setting.trials - setting.successes + 1)))
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

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

  /// The chance of at least so many on the right side under what `region` allows, raised against errors of quadrature.
  func pValue(of region: some TradeOffLimit) -> Double {
    isSetByExcluded
      ? rankGridPValue(setting: falsePositives, counted: falseNegatives, in: region)
      : rankGridPValue(setting: falseNegatives, counted: falsePositives, in: region)
  }

  /// The largest ε, greater than `epsilon`, that this point rejects; nil where it rejects none.
  func largestRejectedEpsilon(above epsilon: Double, delta: Double, significance: Double) -> Double? {
    func excess(_ epsilon: Double) -> Double {
      log(pValue(of: PrivacyRegion(epsilon: epsilon, delta: delta)) / significance)
    }
    guard excess(epsilon) <= 0 else { return nil }
    var upper = epsilon + 0.5
    while excess(upper) <= 0 { upper += 1 }
    let rejected = bracketCrossing(from: epsilon, to: upper, tolerance: 1e-6, of: excess).lower
    return rejected > epsilon ? rejected : nil
  }

  /// The rates with upper bounds on both. The trial that sets the threshold is not counted by the bound on its own arm.
  ///
  /// - Parameter arms: What the grid was made of.
  func boundedRates(_ arms: ScoreArms, significance: Double) throws -> ErrorRates {
    func bounded(_ errors: BinomialCount, setsThreshold: Bool) throws -> BoundedRate {
      let others = BinomialCount(successes: errors.successes - (setsThreshold ? 1 : 0), of: errors.trials)
      return BoundedRate(
        count: errors, upperBound: try clopperPearsonUpperBound(others, significance: significance),
        significance: significance)
    }
    let equal = [arms.included, arms.excluded].reduce(0) {
      $0 + $1.countUpTo(threshold) - $1.countBelow(threshold)
    }
    return ErrorRates(
      threshold: threshold, tiedTrials: equal > 1 ? equal : 0,
      falseNegativeRate: try bounded(falseNegatives, setsThreshold: !isSetByExcluded),
      falsePositiveRate: try bounded(falsePositives, setsThreshold: isSetByExcluded))
  }
}

/// The ranks of an arm that set thresholds: 1, 2, 4, … up to half of `count`, rounded up.
func gridRanks(count: Int) -> [Int] {
  Array(sequence(first: 1) { $0 * 2 <= (count + 1) / 2 ? $0 * 2 : nil })
}

/// The p-value of what `region` allows at one point of the grid, raised by 1e-6 of itself and 1e-17; 1 where every trial of the
/// other arm errs.
///
/// - Parameters:
///   - setting: Errors of the arm that sets the threshold: the rank.
///   - counted: Errors of the other arm.
func rankGridPValue(setting: BinomialCount, counted: BinomialCount, in region: some TradeOffLimit) -> Double {
  guard counted.successes < counted.trials else { return 1 }
  let law = ErrorRateLaw(
    falseNegative: BetaDistribution(
      alpha: Double(counted.successes + 1), beta: Double(counted.trials - counted.successes)),
    falsePositive: BetaDistribution(
      alpha: Double(setting.successes), beta: Double(setting.trials - setting.successes + 1)))
  // The last: what lies beyond the ends of the quadrature.
  return law.probabilityAllowed(region) * (1 + 1e-6) + 1e-17
}

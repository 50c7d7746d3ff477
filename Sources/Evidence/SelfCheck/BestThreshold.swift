internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// What some published audits report: the best of all thresholds, each error rate bounded at the whole significance, under
/// a Gaussian trade-off. No bound: the choice is made on the trials that certify, and either rate spends everything.
///
/// Label: none; for comparison only.
/// - Parameter delta: In (0, 1).
package func bestThresholdBound(_ arms: ScoreArms, delta: Double, significance: Double) throws -> Double {
  let thresholds = Set(arms.included + arms.excluded).filter(\.isFinite).sorted()
  var largest = 0.0
  var (belowIncluded, belowExcluded) = (0, 0)
  let (included, excluded) = (arms.included.sorted(), arms.excluded.sorted())
  for threshold in thresholds {
    while belowIncluded < included.count, included[belowIncluded] < threshold { belowIncluded += 1 }
    while belowExcluded < excluded.count, excluded[belowExcluded] < threshold { belowExcluded += 1 }
    let falseNegativeRate = try clopperPearsonUpperBound(
      BinomialCount(successes: belowIncluded, of: included.count), significance: significance)
    let falsePositiveRate = try clopperPearsonUpperBound(
      BinomialCount(successes: excluded.count - belowExcluded, of: excluded.count), significance: significance)
    guard falseNegativeRate < 1, falsePositiveRate < 1 else { continue }
    largest = max(
      largest, try GSL.normalQuantile(1 - falsePositiveRate) - GSL.normalQuantile(falseNegativeRate))
  }
  return largest > 0 ? AnalyticGaussian(noiseMultiplier: 1 / largest).epsilon(delta: delta) ?? 0 : 0
}

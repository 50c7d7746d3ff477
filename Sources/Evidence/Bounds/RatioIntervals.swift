internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// Approximate lower bounds on the ratio of the true to the false positive rate, with label `.asymptotic`.
///
/// At δ = 0 the logarithm of the ratio is a lower bound on ε that holds as the counts grow. None holds in finite
/// samples, and maximised over thresholds of the same trials they refute nearly every mechanism.
package enum RatioInterval: String, CaseIterable, Sendable {
  /// Katz et al., "Obtaining Confidence Intervals for the Risk Ratio in Cohort Studies", Biometrics 34(3), 1978.
  case logKatz = "katz-log"
  /// Walter, "The Distribution of Levin's Measure of Attributable Risk", Biometrika 62(2), 1975: ½ added to each count.
  case adjustedLog = "adjusted-log"
  /// Bailey, "Confidence Limits to the Risk Ratio", Biometrics 43(1), 1987.
  case bailey
  /// Newcombe, "Logit Confidence Intervals and the Inverse Sinh Transformation", The American Statistician 55(3), 2001.
  case inverseSinh = "inv-sinh"

  /// The lower bound on TPR ÷ FPR, at least 0.
  ///
  /// - Parameters:
  ///   - truePositives: Among the included trials.
  ///   - falsePositives: Among the excluded trials.
  ///   - significance: One-sided, in (0, 1).
  package func lowerBound(
    truePositives: BinomialCount, falsePositives: BinomialCount, significance: Double
  ) throws -> Double {
    let z = try GSL.normalQuantile(significance)
    let (included, excluded) = (Double(truePositives.trials), Double(falsePositives.trials))
    var (hits, alarms) = (Double(truePositives.successes), Double(falsePositives.successes))
    switch self {
    case .logKatz:
      guard hits > 0 else { return 0 }
      if hits == included, alarms == excluded { (hits, alarms) = (hits - 0.5, alarms - 0.5) }
      if alarms == 0 { alarms = 0.5 }
      let variance = (1 - hits / included) / hits + (1 - alarms / excluded) / alarms
      return hits / included / (alarms / excluded) * exp(z * variance.squareRoot())
    case .adjustedLog:
      let variance = 1 / (hits + 0.5) - 1 / (included + 0.5) + 1 / (alarms + 0.5) - 1 / (excluded + 0.5)
      return (hits + 0.5) / (included + 0.5) / ((alarms + 0.5) / (excluded + 0.5)) * exp(z * variance.squareRoot())
    case .bailey:
      guard hits > 0 else { return 0 }
      if hits == included { hits -= 0.5 }
      if alarms == excluded { alarms -= 0.5 } else if alarms == 0 { alarms = 0.5 }
      let (missed, rejected) = (1 - hits / included, 1 - alarms / excluded)
      let spread = missed / hits + rejected / alarms - z * z * missed * rejected / (9 * hits * alarms)
      let root = (1 + z / 3 * spread.squareRoot()) / (1 - z * z * rejected / (9 * alarms))
      return max(0, hits / included / (alarms / excluded) * root * root * root)
    case .inverseSinh:
      guard hits > 0 else { return 0 }
      if hits == included, alarms == excluded { (hits, alarms) = (hits - 0.5, alarms - 0.5) }
      if alarms == 0 { alarms = z * z }
      let variance = 1 / hits - 1 / included + 1 / alarms - 1 / excluded
      return hits / alarms * (excluded / included) * exp(2 * asinh(z / 2 * variance.squareRoot()))
    }
  }

  /// max(0, ln `lowerBound`): what the ratio shows of ε at δ = 0.
  package func epsilon(
    truePositives: BinomialCount, falsePositives: BinomialCount, significance: Double
  ) throws -> Double {
    let ratio = try lowerBound(
      truePositives: truePositives, falsePositives: falsePositives, significance: significance)
    return ratio > 1 ? log(ratio) : 0
  }
}

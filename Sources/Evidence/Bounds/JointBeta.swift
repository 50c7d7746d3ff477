internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// An interval for the ε that one attack shows; its upper end is no limit of the mechanism.
package struct EpsilonInterval: Hashable, Sendable {
  /// In nats, at least 0.
  package let lower: Double
  /// ∞ where the counts set no limit.
  package let upper: Double
}

/// The equal-tailed credible interval for ε under Jeffreys priors on both error rates.
///
/// With FNR ~ Beta(½ + FN, ½ + TP) and FPR ~ Beta(½ + FP, ½ + TN) independent, the ends solve
/// ```
/// P[(FNR, FPR) is allowed by (ε, δ)-DP] = significance / 2   and   1 − significance / 2
/// ```
/// and the lower one is 0 where the probability at ε = 0 is more than that. The attack and its reversal both count.
/// Label: `.bayesian`. It is defined for every table of counts, perfect attacks included.
///
/// - Parameters:
///   - significance: In (0, 1). A one-sided lower end at level a is that of significance 2a.
/// - Accuracy: error below 1e-7, relative error below 1e-6 against an independent evaluation in two dimensions
///   (`Vectors/published-two-arm-bounds.json`).
/// - Reference: Zanella-Béguelin et al., "Bayesian Estimation of Differential Privacy",
///   arXiv:2206.05199v2.
package func jointBetaInterval(
  falseNegatives: BinomialCount, falsePositives: BinomialCount, delta: Double, significance: Double
) -> EpsilonInterval {
  precondition(significance > 0 && significance < 1, "significance must be in (0, 1), got \(significance)")
  precondition(delta >= 0 && delta < 1, "delta must be in [0, 1), got \(delta)")
  let law = ErrorRateLaw(
    falseNegative: jeffreysPosterior(falseNegatives), falsePositive: jeffreysPosterior(falsePositives))
  func probability(_ epsilon: Double) -> Double {
    law.probabilityAllowedBothWays(PrivacyRegion(epsilon: epsilon, delta: delta))
  }
  func solve(_ target: Double, from lower: Double = 0) -> Double {
    guard probability(lower) < target else { return lower }
    var upper = max(1, 2 * lower)
    while probability(upper) <= target { upper *= 2 }
    return bracketCrossing(from: lower, to: upper, tolerance: 1e-7) { log(probability($0) / target) }.lower
  }
  let lower = solve(significance / 2)
  return EpsilonInterval(lower: lower, upper: solve(1 - significance / 2, from: lower))
}

/// The posterior of a rate under Jeffreys' prior Beta(½, ½).
func jeffreysPosterior(_ count: BinomialCount) -> BetaDistribution {
  BetaDistribution(alpha: Double(count.successes) + 0.5, beta: Double(count.trials - count.successes) + 0.5)
}

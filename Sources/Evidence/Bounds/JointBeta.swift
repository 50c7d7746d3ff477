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
  let posterior = EpsilonPosterior(falseNegatives: falseNegatives, falsePositives: falsePositives, delta: delta)
  let lower = posterior.quantile(significance / 2)
  return EpsilonInterval(lower: lower, upper: posterior.quantile(1 - significance / 2, from: lower))
}

/// The ε that is exceeded with probability 1 − `significance`: the lower end of `jointBetaInterval` at 2 × `significance`.
///
/// - Parameter significance: In (0, 1).
package func jointBetaLowerBound(
  falseNegatives: BinomialCount, falsePositives: BinomialCount, delta: Double, significance: Double
) -> Double {
  precondition(significance > 0 && significance < 1, "significance must be in (0, 1), got \(significance)")
  return EpsilonPosterior(falseNegatives: falseNegatives, falsePositives: falsePositives, delta: delta)
    .quantile(significance)
}

/// The law of the ε that an attack and its reversal show, at one δ.
private struct EpsilonPosterior {
  private let law: ErrorRateLaw
  private let delta: Double

  init(falseNegatives: BinomialCount, falsePositives: BinomialCount, delta: Double) {
    precondition(delta >= 0 && delta < 1, "delta must be in [0, 1), got \(delta)")
    law = ErrorRateLaw(
      falseNegative: jeffreysPosterior(falseNegatives), falsePositive: jeffreysPosterior(falsePositives))
    self.delta = delta
  }

  /// The ε, at least `lower`, that is not exceeded with `probability`.
  func quantile(_ probability: Double, from lower: Double = 0) -> Double {
    guard allowed(at: lower) < probability else { return lower }
    var upper = max(1, 2 * lower)
    while allowed(at: upper) <= probability { upper *= 2 }
    return bracketCrossing(from: lower, to: upper, tolerance: 1e-7) { log(allowed(at: $0) / probability) }.lower
  }

  private func allowed(at epsilon: Double) -> Double {
    law.probabilityAllowedBothWays(PrivacyRegion(epsilon: epsilon, delta: delta))
  }
}

/// The posterior of a rate under Jeffreys' prior Beta(½, ½).
func jeffreysPosterior(_ count: BinomialCount) -> BetaDistribution {
  BetaDistribution(alpha: Double(count.successes) + 0.5, beta: Double(count.trials - count.successes) + 0.5)
}

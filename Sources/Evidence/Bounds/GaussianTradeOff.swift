internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// What a Gaussian trade-off curve would have to be for a test to err as little as observed.
///
/// Label: `.assumption`. For mechanisms whose trade-off curve is not Gaussian neither μ nor the ε made of it is a lower
/// bound on anything: one threshold of a Laplace mechanism with ε = 1 gives an ε above 3.
package struct GaussianTradeOffBound: Hashable, Sendable {
  /// The lower bound on μ, at least 0.
  package let mu: Double
  /// The ε of that μ at δ.
  package let epsilon: Double
  package let label = EvidenceLabel.assumption
}

/// Which guess a test makes on a score at or above its threshold.
package enum GuessDirection: Sendable {
  /// "Included", as decided beforehand.
  case includedAbove
  /// Whichever the counts favour; each guess has half the significance.
  case either
}

/// The lower bound on μ, and the ε it means at `delta`, from the counts of a threshold fixed beforehand.
///
/// ```
/// μ ≥ Φ⁻¹(1 − FPR⁺) − Φ⁻¹(FNR⁺)
/// ```
/// with Clopper–Pearson bounds at half the significance each. The Gaussian trade-off is symmetric, so exchanging the
/// two errors gives the same μ; guessing the other way round gives another, with errors 1 − FNR and 1 − FPR.
///
/// - Parameters:
///   - delta: In (0, 1).
///   - significance: Probability that the bound on μ fails where the assumption holds, in (0, 1).
/// - Reference: Nasr et al., "Tight Auditing of Differentially Private Machine Learning",
///   arXiv:2302.07956v1.
package func gaussianTradeOffBound(
  falseNegatives: BinomialCount, falsePositives: BinomialCount, delta: Double, significance: Double,
  direction: GuessDirection = .includedAbove
) throws -> GaussianTradeOffBound {
  var mu = 0.0
  switch direction {
  case .includedAbove: mu = try muLowerBound(falseNegatives, falsePositives, significance: significance)
  case .either:
    mu = max(
      try muLowerBound(falseNegatives, falsePositives, significance: significance / 2),
      try muLowerBound(falseNegatives.complement, falsePositives.complement, significance: significance / 2))
  }
  guard mu > 0 else { return GaussianTradeOffBound(mu: 0, epsilon: 0) }
  // The accountant rounds ε up.
  let epsilon = AnalyticGaussian(noiseMultiplier: 1 / mu).epsilon(delta: delta) ?? 0
  return GaussianTradeOffBound(mu: mu, epsilon: epsilon * (1 - 1e-12))
}

/// Φ⁻¹(1 − FPR⁺) − Φ⁻¹(FNR⁺), −∞ where an upper bound is 1.
private func muLowerBound(
  _ falseNegatives: BinomialCount, _ falsePositives: BinomialCount, significance: Double
) throws -> Double {
  let falseNegative = try clopperPearsonUpperBound(falseNegatives, significance: significance / 2)
  let falsePositive = try clopperPearsonUpperBound(falsePositives, significance: significance / 2)
  guard falseNegative < 1, falsePositive < 1 else { return -.infinity }
  return try -GSL.normalQuantile(falsePositive) - GSL.normalQuantile(falseNegative)
}

/// Whether one Gaussian trade-off curve can have given the errors seen at several thresholds.
package struct GaussianTradeOffCheck: Hashable, Sendable {
  /// Ranks, counted from the largest excluded score, whose intervals for μ miss that of another rank.
  package let disagreeingRanks: [Int]
  /// No two of the intervals are apart. This does not make the trade-off Gaussian.
  package var isConsistent: Bool { disagreeingRanks.isEmpty }
}

/// Compares the intervals for μ at the ranks 1, 2, 4, … of the excluded scores.
///
/// Where the scores are an optimal test and their trade-off is Gaussian, the intervals share a value except with
/// probability `significance`, so a disagreement speaks against one of the two.
///
/// - Parameters:
///   - arms: At least one trial per arm; failed trials are −∞.
///   - tieBreakingSeed: Fixed before the scores are seen.
package func checkGaussianTradeOff(
  _ arms: ScoreArms, significance: Double, tieBreakingSeed: UInt64
) throws -> GaussianTradeOffCheck {
  let ordered = TieBrokenArms(arms, seed: tieBreakingSeed)
  let excluded = ordered.excluded.count
  let ranks = Array(sequence(first: 1) { 2 * $0 <= excluded ? 2 * $0 : nil })
  // Per rank two ends for μ, each from bounds on two rates.
  let share = significance / Double(2 * ranks.count)
  let intervals = try ranks.map { rank in
    let missed = ordered.included.countBelow(ordered.excluded[excluded - rank])
    let falseNegatives = BinomialCount(successes: missed, of: ordered.included.count)
    // The rate at the rank-th largest score has the law Beta(rank, excluded − rank + 1), whose quantiles are these.
    let mostAlarms = BinomialCount(successes: rank - 1, of: excluded)
    let fewestAlarms = BinomialCount(successes: rank, of: excluded)
    return (
      rank: rank, lower: try muLowerBound(falseNegatives, mostAlarms, significance: share),
      upper: -(try muLowerBound(falseNegatives.complement, fewestAlarms.complement, significance: share))
    )
  }
  let greatestLower = intervals.map(\.lower).max() ?? -.infinity
  let leastUpper = intervals.map(\.upper).min() ?? .infinity
  return GaussianTradeOffCheck(
    disagreeingRanks: intervals.filter { $0.lower > leastUpper || $0.upper < greatestLower }.map(\.rank))
}

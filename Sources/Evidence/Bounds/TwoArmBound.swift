internal import Foundation
package import PrivacyModel

/// A lower bound on ε at `delta` from the error rates of one threshold, with the choices it rests on.
package struct TwoArmBound: Hashable, Sendable {
  /// In nats; 0 when the evidence shows nothing.
  package let epsilon: Double
  package let delta: Double
  package let adjacency: Adjacency
  /// Over the trials' randomness, the bound exceeds the mechanism's ε at `delta` with at most this probability.
  package let significance: Double
  package let rates: ErrorRates

  init(epsilon: Double, delta: Double, adjacency: Adjacency, significance: Double, rates: ErrorRates) {
    (self.epsilon, self.delta, self.adjacency, self.significance) = (epsilon, delta, adjacency, significance)
    self.rates = rates
  }

  /// The ε that the upper bounds on both rates imply.
  init(rates: ErrorRates, delta: Double, adjacency: Adjacency, significance: Double) {
    self.init(
      epsilon: epsilonImplied(
        byFalseNegativeRate: rates.falseNegativeRate.upperBound, falsePositiveRate: rates.falsePositiveRate.upperBound,
        delta: delta),
      delta: delta, adjacency: adjacency, significance: significance, rates: rates)
  }

  package var threshold: Double { rates.threshold }
  package var falseNegativeRate: BoundedRate { rates.falseNegativeRate }
  package var falsePositiveRate: BoundedRate { rates.falsePositiveRate }
}

/// A lower bound on ε from the two error counts of a threshold fixed without looking at these trials.
///
/// Each error rate gets a Clopper–Pearson upper bound at half the significance, so both hold at once with probability
/// `1 − significance`. Where both hold, (ε, δ)-DP implies, in both directions,
/// ```
/// ε ≥ ln((1 − FNR⁺ − δ) / FPR⁺)   and   ε ≥ ln((1 − FPR⁺ − δ) / FNR⁺)
/// ```
/// Both rest on the same two events, so the larger one is taken at no further cost.
///
/// - Parameters:
///   - arms: Scores of independent trials; each arm has at least one.
///   - threshold: Scores at or above it are read as "included".
///   - delta: The δ of the claim, in [0, 1).
///   - significance: Probability that the bound fails, in (0, 1).
/// - Reference: Kairouz, Oh and Viswanath, "The Composition Theorem for Differential Privacy", arXiv:1311.0776v4,
///   for the region of error rates; Nasr et al., "Adversary Instantiation", arXiv:2101.04535v1, for the bound.
package func twoArmBound(
  _ arms: ScoreArms, threshold: Double, delta: Double, adjacency: Adjacency, significance: Double
) throws -> TwoArmBound {
  try twoArmBound(
    falseNegatives: arms.falseNegatives(below: threshold), falsePositives: arms.falsePositives(from: threshold),
    threshold: threshold, delta: delta, adjacency: adjacency, significance: significance)
}

/// The same from the counts themselves, of a threshold fixed without looking at the trials counted.
package func twoArmBound(
  falseNegatives: BinomialCount, falsePositives: BinomialCount, threshold: Double, delta: Double,
  adjacency: Adjacency, significance: Double
) throws -> TwoArmBound {
  TwoArmBound(
    rates: ErrorRates(
      threshold: threshold, falseNegativeRate: try falseNegatives.bounded(significance: significance / 2),
      falsePositiveRate: try falsePositives.bounded(significance: significance / 2)),
    delta: delta, adjacency: adjacency, significance: significance)
}

extension ErrorRates {
  /// The same with Clopper–Pearson upper bounds that hold at once, each at half of this significance.
  func bounded(significance: Double) throws -> ErrorRates {
    ErrorRates(
      threshold: threshold, tiedTrials: tiedTrials,
      falseNegativeRate: try falseNegativeRate.count.bounded(significance: significance / 2),
      falsePositiveRate: try falsePositiveRate.count.bounded(significance: significance / 2))
  }
}

extension BinomialCount {
  /// With its Clopper–Pearson upper bound.
  fileprivate func bounded(significance: Double) throws -> BoundedRate {
    BoundedRate(
      count: self, upperBound: try clopperPearsonUpperBound(self, significance: significance),
      significance: significance)
  }
}

/// The least ε ≥ 0 at which (ε, δ)-DP allows error rates as small as these.
func epsilonImplied(byFalseNegativeRate falseNegative: Double, falsePositiveRate falsePositive: Double, delta: Double)
  -> Double
{
  max(0, logRatio(1 - falseNegative - delta, falsePositive), logRatio(1 - falsePositive - delta, falseNegative))
}

private func logRatio(_ numerator: Double, _ denominator: Double) -> Double {
  numerator > 0 ? log(numerator / denominator) : 0
}

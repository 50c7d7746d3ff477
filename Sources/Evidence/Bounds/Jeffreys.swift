internal import NumericalCore
package import PrivacyModel

/// The upper credible bound on a rate under Jeffreys' prior; 1 when every trial succeeded.
///
/// The (1 − `significance`)-quantile of Beta(k + ½, n − k + ½). It is below the Clopper–Pearson bound and covers the
/// truth with the stated probability only on average over the prior.
///
/// - Reference: Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16(2),
///   2001.
package func jeffreysUpperBound(_ count: BinomialCount, significance: Double) -> Double {
  precondition(significance > 0 && significance < 1, "significance must be in (0, 1), got \(significance)")
  return count.successes == count.trials ? 1 : jeffreysPosterior(count).quantile(upperTail: significance)
}

/// The two-arm bound with Jeffreys credible bounds on both rates: a credible statement, not a bound that holds with the
/// stated frequency.
///
/// - Parameters:
///   - falseNegatives: Included trials that score below a threshold fixed beforehand.
///   - falsePositives: Excluded trials that score at or above it.
///   - significance: Half of it goes to each rate.
package func jeffreysBound(
  falseNegatives: BinomialCount, falsePositives: BinomialCount, threshold: Double, delta: Double,
  adjacency: Adjacency, significance: Double
) -> TwoArmBound {
  func bounded(_ errors: BinomialCount) -> BoundedRate {
    BoundedRate(
      count: errors, upperBound: jeffreysUpperBound(errors, significance: significance / 2),
      significance: significance / 2)
  }
  return TwoArmBound(
    rates: ErrorRates(
      threshold: threshold, falseNegativeRate: bounded(falseNegatives), falsePositiveRate: bounded(falsePositives)),
    delta: delta, adjacency: adjacency, significance: significance)
}

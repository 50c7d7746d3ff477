internal import NumericalCore
internal import PrivacyModel

extension TradeOffCurve {
  /// Whether a mechanism that keeps to this curve makes so few errors in all with a probability of at most `significance`.
  ///
  /// With n₁ included and n₀ excluded trials the expected number of errors is n₁ FNR + n₀ FPR, which the curve keeps above
  /// some M. Of all numbers of successes in n₁ + n₀ independent trials with a mean of at least M, the binomial one of mean M
  /// is the most likely to be k or less, for any k ≤ M − 1.
  ///
  /// - Reference: Hoeffding, "On the Distribution of the Number of Successes in Independent Trials", Annals of
  ///   Mathematical Statistics 27(3), 1956, theorem 4.
  /// - Parameters: The errors of one test whose threshold knows nothing of these trials.
  func isRefuted(
    byErrors falseNegatives: BinomialCount, _ falsePositives: BinomialCount, significance: Double
  ) -> Bool {
    let region = CurveRegion(self)
    let trials = falseNegatives.trials + falsePositives.trials
    // The curve is convex and has corners, one of which is the lowest point.
    let least = ([0, 1] + region.kinks).reduce(Double.infinity) { least, rate in
      min(
        least,
        Double(falsePositives.trials) * rate
          + Double(falseNegatives.trials) * region.leastError(opposite: rate))
    }
    let errors = falseNegatives.successes + falsePositives.successes
    let mean = min(max(0, least * (1 - 1e-12)), Double(trials))
    guard Double(errors) <= mean - 1 else { return false }
    return Binomial(trials: trials, probability: mean / Double(trials)).lowerTail(errors) <= significance
  }
}

package import PrivacyModel

extension TradeOffCurve {
  /// Whether no mechanism that keeps to this curve can have error rates as small as these.
  ///
  /// The curve bounds the true positive rate from above, more so at smaller false positive rates, so upper bounds on
  /// both errors that hold at once with some probability refute it with that probability.
  ///
  /// - Parameters:
  ///   - falseNegativeUpper: An upper bound on the false negative rate, in [0, 1].
  ///   - falsePositiveUpper: An upper bound on the false positive rate of the same test, in [0, 1].
  package func isRefuted(byFalseNegativeUpper falseNegativeUpper: Double, falsePositiveUpper: Double) -> Bool {
    1 - falseNegativeUpper > largestTruePositiveRate(atFalsePositiveRate: falsePositiveUpper)
  }
}

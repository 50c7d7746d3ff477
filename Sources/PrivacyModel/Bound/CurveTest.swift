/// What a grid of ranks says of a claimed curve as a whole.
package struct CurveTest: Hashable, Codable, Sendable {
  package let isRefuted: Bool
  /// The smallest p-value of the grid times the number of its points, at most 1: a p-value of the whole claim.
  package let pValue: Double
  /// Probability that a true claim is refuted.
  package let significance: Double
  /// Where the smallest p-value was found: candidates that score at least this are read as included.
  package let threshold: Double
  package let falseNegativeRate: BoundedRate
  package let falsePositiveRate: BoundedRate

  package init(
    pValue: Double, significance: Double, threshold: Double, falseNegativeRate: BoundedRate,
    falsePositiveRate: BoundedRate
  ) {
    (self.pValue, self.significance, self.threshold) = (pValue, significance, threshold)
    (self.falseNegativeRate, self.falsePositiveRate) = (falseNegativeRate, falsePositiveRate)
    isRefuted = pValue <= significance
  }
}

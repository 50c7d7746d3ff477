/// What a threshold on scores does in either world, with upper bounds on both error rates.
package struct ErrorRates: Hashable, Codable, Sendable {
  /// Scores at or above it are read as "included".
  package let threshold: Double
  /// P[score < threshold, given included].
  package let falseNegativeRate: BoundedRate
  /// P[score ≥ threshold, given excluded].
  package let falsePositiveRate: BoundedRate

  package init(threshold: Double, falseNegativeRate: BoundedRate, falsePositiveRate: BoundedRate) {
    self.threshold = threshold
    (self.falseNegativeRate, self.falsePositiveRate) = (falseNegativeRate, falsePositiveRate)
  }
}

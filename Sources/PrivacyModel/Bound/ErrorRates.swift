/// What a threshold on scores does in either world, with upper bounds on both error rates.
package struct ErrorRates: Hashable, Codable, Sendable {
  /// Scores at or above it are read as "included"; of those equal to it, where `tiedTrials` is not 0, the ones that a
  /// seeded noise puts above.
  package let threshold: Double
  /// Trials that have the threshold for their score and were put in an order by noise; 0 where none were.
  package let tiedTrials: Int
  /// P[score < threshold, given included].
  package let falseNegativeRate: BoundedRate
  /// P[score ≥ threshold, given excluded].
  package let falsePositiveRate: BoundedRate

  package init(threshold: Double, tiedTrials: Int = 0, falseNegativeRate: BoundedRate, falsePositiveRate: BoundedRate) {
    (self.threshold, self.tiedTrials) = (threshold, tiedTrials)
    (self.falseNegativeRate, self.falsePositiveRate) = (falseNegativeRate, falsePositiveRate)
  }
}

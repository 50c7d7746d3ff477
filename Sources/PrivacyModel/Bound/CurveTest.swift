/// What a grid of ranks says of a claimed curve as a whole.
package struct CurveTest: Hashable, Codable, Sendable {
  package let isRefuted: Bool
  /// The smallest p-value of the grid times the number of its points, at most 1: a p-value of the whole claim.
  package let pValue: Double
  /// Probability that a true claim is refuted.
  package let significance: Double
  /// Where the smallest p-value was found.
  package let rates: ErrorRates

  package init(pValue: Double, significance: Double, rates: ErrorRates) {
    (self.pValue, self.significance, self.rates) = (pValue, significance, rates)
    isRefuted = pValue <= significance
  }
}

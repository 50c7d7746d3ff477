/// A lower bound on ε at `delta` from the error rates of one threshold, with the choices it rests on.
package struct TwoArmBound: Hashable, Codable, Sendable {
  /// In nats; 0 when the evidence shows nothing.
  package let epsilon: Double
  package let delta: Double
  package let adjacency: Adjacency
  /// Over the trials' randomness, the bound exceeds the mechanism's ε at `delta` with at most this probability.
  package let significance: Double
  package let method: String
  package let label: EvidenceLabel
  /// Scores at or above it are read as "included".
  package let threshold: Double
  /// P[score < threshold, given included].
  package let falseNegativeRate: BoundedRate
  /// P[score ≥ threshold, given excluded].
  package let falsePositiveRate: BoundedRate

  package init(
    epsilon: Double, delta: Double, adjacency: Adjacency, significance: Double, method: String, label: EvidenceLabel,
    threshold: Double, falseNegativeRate: BoundedRate, falsePositiveRate: BoundedRate
  ) {
    (self.epsilon, self.delta, self.adjacency, self.significance) = (epsilon, delta, adjacency, significance)
    (self.method, self.label, self.threshold) = (method, label, threshold)
    (self.falseNegativeRate, self.falsePositiveRate) = (falseNegativeRate, falsePositiveRate)
  }
}

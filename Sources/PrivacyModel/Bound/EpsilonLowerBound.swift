/// What a number rests on. Only `exact` ones decide a verdict.
package enum EvidenceLabel: String, Codable, Sendable {
  /// Holds with the stated probability in finite samples, without further assumptions.
  case exact
  /// Holds as the number of trials grows.
  case asymptotic
  /// A credible statement under a prior.
  case bayesian
  /// Rests on an assumption that is named beside it.
  case assumption
}

/// A lower bound on the ε of a mechanism at `delta`, with the choices it rests on.
package struct EpsilonLowerBound: Hashable, Codable, Sendable {
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

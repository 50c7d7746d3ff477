/// How a sparse vector technique answers: which of a sequence of queries lie above a threshold, in their order.
///
/// A query is answered "above" where its true answer plus Laplace noise of scale `queryScale` is at least `threshold` plus
/// Laplace noise of scale `thresholdScale`, which is drawn once.
package struct SparseVectorRule: Hashable, Sendable {
  package let threshold: Double
  /// At least 0; 0 for a threshold without noise.
  package let thresholdScale: Double
  /// At least 0; 0 for answers without noise.
  package let queryScale: Double
  /// After so many answers above the threshold it stops; nil where it goes on to the last query.
  package let mostAbove: Int?
  /// Whether an answer above the threshold is the noisy value itself.
  package let releasesValues: Bool

  package init(
    threshold: Double, thresholdScale: Double, queryScale: Double, mostAbove: Int?, releasesValues: Bool = false
  ) {
    precondition(thresholdScale >= 0 && queryScale >= 0 && mostAbove ?? 1 >= 1, "scales and counts are not negative")
    precondition(!releasesValues || queryScale > 0, "a value is released with noise")
    (self.threshold, self.thresholdScale, self.queryScale) = (threshold, thresholdScale, queryScale)
    (self.mostAbove, self.releasesValues) = (mostAbove, releasesValues)
  }

  /// The technique that is `epsilon`-private for any number of queries that a record moves by `sensitivity` at most.
  ///
  /// - Parameter mostAbove: c of the reference.
  /// - Reference: Algorithm 1 of Lyu, Su and Li, "Understanding the Sparse Vector Technique for Differential Privacy",
  ///   arXiv:1603.01699; with c = 1 Algorithm 1 (AboveThreshold) of Dwork and Roth, "The Algorithmic Foundations of
  ///   Differential Privacy", 2014.
  package init(epsilon: Double, sensitivity: Double, threshold: Double, mostAbove: Int) {
    self.init(
      threshold: threshold, thresholdScale: 2 * sensitivity / epsilon,
      queryScale: 4 * Double(mostAbove) * sensitivity / epsilon, mostAbove: mostAbove)
  }
}

/// What a sparse vector technique says of one query.
package enum SparseVectorAnswer: Hashable, Sendable {
  case below
  case above
  /// Above the threshold, with the noisy value.
  case value(Double)
}

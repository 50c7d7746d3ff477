package import PrivacyModel

/// Published sparse vector techniques that are not as private as was claimed, and one of our own.
///
/// All claim to be `epsilon`-private for any number of queries that a record moves by `sensitivity` at most. The numbers
/// are those of Lyu, Su and Li, "Understanding the Sparse Vector Technique for Differential Privacy", arXiv:1603.01699,
/// which tells where each was published.
extension SparseVectorRule {
  /// Algorithm 3: an answer above the threshold is the very value that was compared with it, which shows that the
  /// threshold's noise was below. Not private at any ε.
  package static func releasingValues(
    epsilon: Double, sensitivity: Double, threshold: Double, mostAbove: Int
  ) -> SparseVectorRule {
    SparseVectorRule(
      threshold: threshold, thresholdScale: 2 * sensitivity / epsilon,
      queryScale: 2 * Double(mostAbove) * sensitivity / epsilon, mostAbove: mostAbove, releasesValues: true)
  }

  /// Algorithm 4: the noise on queries does not grow with the number c of answers above the threshold. (1 + 6c) / 4 times
  /// `epsilon` is what it keeps.
  package static func payingForOneAnswer(
    epsilon: Double, sensitivity: Double, threshold: Double, mostAbove: Int
  ) -> SparseVectorRule {
    SparseVectorRule(
      threshold: threshold, thresholdScale: 4 * sensitivity / epsilon, queryScale: 4 * sensitivity / (3 * epsilon),
      mostAbove: mostAbove)
  }

  /// Algorithm 5: queries have no noise, and it never stops. Not private at any ε.
  package static func withoutQueryNoise(epsilon: Double, sensitivity: Double, threshold: Double) -> SparseVectorRule {
    SparseVectorRule(threshold: threshold, thresholdScale: 2 * sensitivity / epsilon, queryScale: 0, mostAbove: nil)
  }

  /// Algorithm 6: it never stops, and no answer is paid for. Not private at any ε.
  package static func neverPaying(epsilon: Double, sensitivity: Double, threshold: Double) -> SparseVectorRule {
    SparseVectorRule(
      threshold: threshold, thresholdScale: 2 * sensitivity / epsilon, queryScale: 2 * sensitivity / epsilon,
      mostAbove: nil)
  }

  /// The threshold has no noise, so that every answer below it costs as much as one above. Not private at any ε that is to
  /// hold for any number of queries. No published instance is known to us.
  package static func withoutThresholdNoise(
    epsilon: Double, sensitivity: Double, threshold: Double, mostAbove: Int
  ) -> SparseVectorRule {
    SparseVectorRule(
      threshold: threshold, thresholdScale: 0, queryScale: 4 * Double(mostAbove) * sensitivity / epsilon,
      mostAbove: mostAbove)
  }
}

/// A lower bound on the ε of a mechanism at `delta` from the guesses of one run, with the choices it rests on.
package struct OneRunBound: Hashable, Codable, Sendable {
  /// In nats; 0 when the evidence shows nothing.
  package let epsilon: Double
  package let delta: Double
  /// Over the run's randomness, the bound exceeds the mechanism's ε at `delta` with at most this probability.
  package let significance: Double
  package let method: String
  package let label: EvidenceLabel
  /// What must hold beside fair and independent coins; present exactly when `label` is `.assumption`.
  package let assumption: String?
  /// Canaries whose membership was guessed.
  package let guesses: Int
  /// Guesses that were right.
  package let correct: Int
  /// All canaries, with those that were abstained from.
  package let canaries: Int

  /// - Parameter assumption: nil labels the bound exact.
  package init(
    epsilon: Double, delta: Double, significance: Double, method: String, assumption: String? = nil, guesses: Int,
    correct: Int, canaries: Int
  ) {
    (self.epsilon, self.delta, self.significance, self.method) = (epsilon, delta, significance, method)
    (self.label, self.assumption) = (assumption == nil ? .exact : .assumption, assumption)
    (self.guesses, self.correct, self.canaries) = (guesses, correct, canaries)
  }
}

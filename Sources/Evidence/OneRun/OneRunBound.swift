package import PrivacyModel

/// A lower bound on ε at a δ from the guesses of one run.
package struct OneRunBound: Hashable, Sendable {
  /// In nats; 0 when the evidence shows nothing.
  package let epsilon: Double
  /// What it rests on.
  package let guesses: OneRunGuesses
}

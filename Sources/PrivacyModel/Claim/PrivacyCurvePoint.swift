/// A point of the hockey-stick curve: the smallest δ at which a mechanism is (ε, δ)-DP, as a function of ε.
package struct PrivacyCurvePoint: Hashable, Codable, Sendable {
  package let epsilon: Double
  /// A proven lower bound on δ; nil where there is none.
  package let lowerDelta: Double?
  /// A proven upper bound on δ.
  package let upperDelta: Double

  package init(epsilon: Double, lowerDelta: Double?, upperDelta: Double) {
    (self.epsilon, self.lowerDelta, self.upperDelta) = (epsilon, lowerDelta, upperDelta)
  }
}

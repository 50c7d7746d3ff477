internal import Foundation

/// An asserted (ε, δ): the mechanism is (ε, δ)-differentially private under the adjacency.
package struct PrivacyClaim: Hashable, Codable, Sendable {
  /// In nats, at least 0.
  package let epsilon: Double
  /// In [0, 1).
  package let delta: Double
  package let adjacency: Adjacency
  package let source: Source

  package enum Source: String, Codable, Sendable {
    /// Computed by dpaudit's accountant from the mechanism's event.
    case accountant
    /// Asserted in the specification.
    case stated
  }

  package init(epsilon: Double, delta: Double, adjacency: Adjacency, source: Source) throws {
    self.epsilon = try checked(epsilon, "epsilon", in: .notNegative)
    self.delta = try checked(delta, "delta", in: .halfOpenUnitInterval)
    self.adjacency = adjacency
    self.source = source
  }

  /// The largest true positive rate that any test of membership may have at this false positive rate, if the claim is
  /// true and the adjacency works both ways:
  /// ```
  /// TPR ≤ min(1, e^ε FPR + δ, 1 − e^−ε (1 − δ − FPR))
  /// ```
  ///
  /// - Parameter falsePositiveRate: In [0, 1].
  /// - Reference: Kairouz, Oh and Viswanath, "The Composition Theorem for Differential Privacy",
  ///   arXiv:1311.0776v4.
  package func largestTruePositiveRate(atFalsePositiveRate falsePositiveRate: Double) -> Double {
    TradeOffCurve(points: [PrivacyCurvePoint(epsilon: epsilon, lowerDelta: nil, upperDelta: delta)])
      .largestTruePositiveRate(atFalsePositiveRate: falsePositiveRate)
  }
}

package import PrivacyModel

/// A number by numerical evidence: the truth is expected within `error` of `value`, which is not proven.
package struct NumericalEstimate: Hashable, Sendable {
  package let value: Double
  package let error: Double

  package init(value: Double, error: Double) {
    (self.value, self.error) = (value, error)
  }
}

/// Why an integral was not computed to its accuracy. Another accountant has to answer.
package enum Unresolved: String, Hashable, Sendable, Error {
  /// The integrand decays too slowly along the contour: few steps, or rare sampling.
  case slowDecay = "the contour integral decays too slowly"
  /// The errors that were monitored add up to too much.
  case inaccurate = "the contour integral is not accurate enough"
  /// No finite tilt serves.
  case noSaddle = "the contour integral has no saddle point within reach"
}

/// What a contour integral answers.
package typealias ContourAnswer = Result<NumericalEstimate, Unresolved>

/// An estimate of ε with how it came about.
package struct EpsilonEstimate: Hashable, Sendable {
  /// In nats, at least 0.
  package let value: Double
  /// The truth is expected within this of `value`, by monitored and not by proven errors.
  package let error: Double
  /// The direction with the largest ε.
  package let direction: Direction
  /// `.contour`, or `.closedForm` where that exists.
  package let method: AccountingMethod
}

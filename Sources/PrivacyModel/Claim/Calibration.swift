/// The parameter of a mechanism that is chosen so that a target (ε, δ) holds.
package enum CalibratedParameter: String, Hashable, Codable, Sendable, CaseIterable {
  /// The least noise.
  case noiseMultiplier = "noise-multiplier"
  /// The most updates.
  case steps
  /// The largest probability.
  case samplingProbability = "sampling-probability"
  /// The largest contribution of one record under noise of a given standard deviation (Gaussian) or scale (Laplace).
  case sensitivity
}

/// A parameter that meets a target, with what is proven there.
package struct Calibration: Hashable, Codable, Sendable {
  package let parameter: CalibratedParameter
  package let value: Double
  /// The ε that was asked for.
  package let targetEpsilon: Double
  /// By which the value was found: `.contour` is an estimate, and the others are bounds.
  package let accountant: AccountingMethod
  /// What is proven of the mechanism at `value`. Its ε is at most the target, except by `.contour`, where the target may
  /// be anywhere between its ends, or just outside of them.
  package let statement: AccountantStatement

  package init(
    parameter: CalibratedParameter, value: Double, targetEpsilon: Double, accountant: AccountingMethod,
    statement: AccountantStatement
  ) {
    (self.parameter, self.value) = (parameter, value)
    (self.targetEpsilon, self.accountant, self.statement) = (targetEpsilon, accountant, statement)
  }
}

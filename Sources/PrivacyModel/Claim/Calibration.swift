/// The parameter of a mechanism that is chosen so that a target (ε, δ) holds.
package enum CalibratedParameter: String, Hashable, Codable, Sendable, CaseIterable {
  /// The least noise.
  case noiseMultiplier = "noise-multiplier"
  /// The most updates.
  case steps
  /// The largest probability.
  case samplingProbability = "sampling-probability"
  /// The largest contribution of one record under noise of a given standard deviation.
  case sensitivity
}

/// A parameter that meets a target, with the proof.
package struct Calibration: Hashable, Codable, Sendable {
  package let parameter: CalibratedParameter
  package let value: Double
  /// The ε that was asked for.
  package let targetEpsilon: Double
  /// What the accountant says of the mechanism at `value`; its ε is at most the target.
  package let statement: AccountantStatement

  package init(
    parameter: CalibratedParameter, value: Double, targetEpsilon: Double, statement: AccountantStatement
  ) {
    (self.parameter, self.value) = (parameter, value)
    (self.targetEpsilon, self.statement) = (targetEpsilon, statement)
  }
}

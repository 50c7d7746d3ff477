/// What every plan of trials is about.
package struct PlanSettings: Hashable, Codable, Sendable {
  package let claim: PrivacyClaim
  /// Probability that a true claim is refuted.
  package let significance: Double
  /// Probability with which a false one is to be refuted.
  package let power: Double

  /// - Throws: `InvalidValue` that names the option.
  package init(claim: PrivacyClaim, significance: Double, power: Double) throws {
    self.claim = claim
    self.significance = try checked(significance, "--significance", in: .significance)
    self.power = try checked(power, "--power", in: .openUnitInterval)
  }
}

/// What an audit says of a claim. An audit cannot verify: `consistent` means that it looked and did not refute.
package enum Verdict: Hashable, Codable, Sendable {
  /// The lower bound exceeds the claim, at the stated significance.
  case refuted
  /// The claim stands, against an audit with this power.
  case consistent(AuditPower)
  /// The audit could not have decided, for this reason.
  case inconclusive(reason: String)
}

/// What an audit of this size would have caught.
///
/// If the mechanism were a Gaussian one with true ε of `detectableEpsilon` at the claim's δ, and the attack as good as
/// any, the claim would have been refuted with probability `power`.
package struct AuditPower: Hashable, Codable, Sendable {
  package let detectableEpsilon: Double
  package let power: Double
  /// The largest lower bound that these numbers of trials can give: no error in either arm.
  package let largestPossibleBound: Double

  package init(detectableEpsilon: Double, power: Double, largestPossibleBound: Double) {
    (self.detectableEpsilon, self.power) = (detectableEpsilon, power)
    self.largestPossibleBound = largestPossibleBound
  }
}

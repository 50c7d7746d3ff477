/// What an audit says of a claim. An audit cannot verify: `consistent` means that it looked and did not refute.
package enum Verdict: Hashable, Sendable {
  /// The lower bound exceeds the claim, at the stated significance.
  case refuted
  /// The claim stands, against an audit with this power.
  case consistent(AuditPower)
  /// The audit could not have decided, for this reason.
  case inconclusive(reason: String)
}

/// As JSON: an object whose `kind` names the case.
extension Verdict: Codable {
  private enum Kind: String, Codable {
    case refuted, consistent, inconclusive
  }

  private enum Key: String, CodingKey {
    case kind, power, reason
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .refuted: self = .refuted
    case .consistent: self = .consistent(try container.decode(AuditPower.self, forKey: .power))
    case .inconclusive: self = .inconclusive(reason: try container.decode(String.self, forKey: .reason))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .refuted: try container.encode(Kind.refuted, forKey: .kind)
    case .consistent(let power):
      try container.encode(Kind.consistent, forKey: .kind)
      try container.encode(power, forKey: .power)
    case .inconclusive(let reason):
      try container.encode(Kind.inconclusive, forKey: .kind)
      try container.encode(reason, forKey: .reason)
    }
  }
}

/// What an audit of this size would have caught.
///
/// If the mechanism were a Gaussian one with true ε of `detectableEpsilon` at the claim's δ, and the attack as good as
/// any, the claim would have been refuted with probability `power`.
package struct AuditPower: Hashable, Codable, Sendable {
  /// nil where it is not known for the methods used.
  package let detectableEpsilon: Double?
  package let power: Double
  /// The largest lower bound that these numbers of trials can give: no error in either arm.
  package let largestPossibleBound: Double

  package init(detectableEpsilon: Double?, power: Double, largestPossibleBound: Double) {
    (self.detectableEpsilon, self.power) = (detectableEpsilon, power)
    self.largestPossibleBound = largestPossibleBound
  }
}

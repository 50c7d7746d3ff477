/// How what the adversary saw becomes a score.
package enum AttackSpecification: String, Codable, Sendable, CaseIterable {
  /// Minus the canary's loss on the final model.
  case loss
  /// White box: every update or model, read along the canary's gradient.
  case gradientProjection = "gradient-projection"
  /// White box at the end: how far the final model lies from the first against the canary's gradient.
  case weightProjection = "weight-projection"
  /// The mechanism's output itself.
  case output
  /// The likelihood ratio of what a query released.
  case likelihoodRatio = "likelihood-ratio"
}

/// As JSON: an object with the `kind`, as in a specification file, where later kinds may have more to say.
extension AttackSpecification {
  private enum Key: String, CodingKey {
    case kind
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    guard let attack = AttackSpecification(rawValue: kind) else {
      throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "no attack '\(kind)'")
    }
    self = attack
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rawValue, forKey: .kind)
  }
}

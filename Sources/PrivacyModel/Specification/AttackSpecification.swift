/// How what the adversary saw becomes a score.
package enum AttackSpecification: Hashable, Sendable {
  /// Minus the canary's loss on the final model.
  case loss
  /// White box: every update or model, read along the canary's gradient.
  case gradientProjection
  /// White box at the end: how far the final model lies from the first against the canary's gradient.
  case weightProjection
  /// The mechanism's output itself, a number.
  case output
  /// The likelihood ratio of what a query released.
  case likelihoodRatio
  /// The size of the output, a number.
  case absoluteValue
  /// The ℓ2 norm of the output, a vector.
  case norm
  /// The output, a vector, along a direction.
  case projection([Double])
  /// The place of the lowest bit that is set in the output, a number: log₂ of the largest power of two that divides it.
  case lowestBit
  /// The likelihood ratio that trials before the game taught.
  case learned(LearnedAttackSpecification)

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case loss
    case gradientProjection = "gradient-projection"
    case weightProjection = "weight-projection"
    case output
    case likelihoodRatio = "likelihood-ratio"
    case absoluteValue = "absolute-value"
    case norm
    case projection
    case lowestBit = "lowest-bit"
    case learned
  }

  package var kind: Kind {
    switch self {
    case .loss: .loss
    case .gradientProjection: .gradientProjection
    case .weightProjection: .weightProjection
    case .output: .output
    case .likelihoodRatio: .likelihoodRatio
    case .absoluteValue: .absoluteValue
    case .norm: .norm
    case .projection: .projection
    case .lowestBit: .lowestBit
    case .learned: .learned
    }
  }
}

/// A test that is learned from trials of its own before the game.
package struct LearnedAttackSpecification: Hashable, Codable, Sendable {
  package let model: Model
  /// How many trials teach it, half of them in either world.
  package let trainingTrials: Int

  package enum Model: String, Codable, Sendable, CaseIterable {
    /// How often every output was seen in either world: for outputs of which there are few.
    case frequencies
    /// Logistic regression on the numbers of the output, their sizes and their lowest bit.
    case logistic
    /// A network with one hidden layer on the same.
    case network
  }

  /// - Throws: `InvalidValue` with a key of the section.
  package init(_ model: Model, trainingTrials: Int) throws {
    self.model = model
    self.trainingTrials = try checked(trainingTrials, "trainingTrials", in: 2...10_000_000)
  }
}

/// As JSON: an object with the `kind`, as in a specification file.
extension AttackSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, direction
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .loss: self = .loss
    case .gradientProjection: self = .gradientProjection
    case .weightProjection: self = .weightProjection
    case .output: self = .output
    case .likelihoodRatio: self = .likelihoodRatio
    case .absoluteValue: self = .absoluteValue
    case .norm: self = .norm
    case .projection: self = .projection(try container.decode([Double].self, forKey: .direction))
    case .lowestBit: self = .lowestBit
    case .learned: self = .learned(try LearnedAttackSpecification(from: decoder))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .projection(let direction): try container.encode(direction, forKey: .direction)
    case .learned(let learned): try learned.encode(to: encoder)
    case .loss, .gradientProjection, .weightProjection, .output, .likelihoodRatio, .absoluteValue, .norm, .lowestBit:
      break
    }
  }
}

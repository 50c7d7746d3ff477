/// Which mean of the parameters is released in place of the last ones.
package enum AveragingSpecification: Hashable, Sendable {
  /// Weights ∝ decayᵃᵍᵉ.
  case exponential(decay: Double)
  /// All steps from this one on alike.
  case tail(firstStep: Int)

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case exponential, tail
  }

  package var kind: Kind {
    switch self {
    case .exponential: .exponential
    case .tail: .tail
    }
  }

  /// Itself, when its values are in range for a training of so many steps.
  func checked(steps: Int) throws -> AveragingSpecification {
    switch self {
    case .exponential(let decay):
      _ = try PrivacyModel.checked(decay, "averaging.decay", in: .halfOpenUnitInterval)
    case .tail(let firstStep): _ = try PrivacyModel.checked(firstStep, "averaging.firstStep", in: 0...steps - 1)
    }
    return self
  }
}

/// As JSON: what a specification file gives.
extension AveragingSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, decay, firstStep
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .exponential: self = .exponential(decay: try container.decode(Double.self, forKey: .decay))
    case .tail: self = .tail(firstStep: try container.decode(Int.self, forKey: .firstStep))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .exponential(let decay): try container.encode(decay, forKey: .decay)
    case .tail(let firstStep): try container.encode(firstStep, forKey: .firstStep)
    }
  }
}

/// What is done with noisy gradients.
package enum OptimiserSpecification: Hashable, Sendable {
  case sgd
  case momentum(Double)
  /// Momentum with a look-ahead.
  case nesterov(Double)
  case adam(firstDecay: Double, secondDecay: Double, stabiliser: Double)
  /// Adam that takes the known variance of the noise out of its second moment, down to a floor.
  case correctedAdam(firstDecay: Double, secondDecay: Double, floor: Double)

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case sgd, momentum, nesterov, adam
    case correctedAdam = "corrected-adam"
  }

  package var kind: Kind {
    switch self {
    case .sgd: .sgd
    case .momentum: .momentum
    case .nesterov: .nesterov
    case .adam: .adam
    case .correctedAdam: .correctedAdam
    }
  }

  package static let (defaultFirstDecay, defaultSecondDecay, defaultStabiliser) = (0.9, 0.999, 1e-8)

  /// Itself, when its values are in range.
  func checked() throws -> OptimiserSpecification {
    func decay(_ value: Double, _ key: String) throws {
      _ = try PrivacyModel.checked(value, "optimiser.\(key)", in: .halfOpenUnitInterval)
    }
    switch self {
    case .sgd: break
    case .momentum(let momentum), .nesterov(let momentum): try decay(momentum, "momentum")
    case .adam(let firstDecay, let secondDecay, let stabiliser):
      try decay(firstDecay, "firstDecay")
      try decay(secondDecay, "secondDecay")
      _ = try PrivacyModel.checked(stabiliser, "optimiser.stabiliser", in: .singlePrecision)
    case .correctedAdam(let firstDecay, let secondDecay, let floor):
      try decay(firstDecay, "firstDecay")
      try decay(secondDecay, "secondDecay")
      _ = try PrivacyModel.checked(floor, "optimiser.floor", in: .singlePrecision)
    }
    return self
  }
}

/// As JSON: what a specification file gives.
extension OptimiserSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, momentum, firstDecay, secondDecay, stabiliser, floor
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func number(_ key: Key) throws -> Double { try container.decode(Double.self, forKey: key) }
    switch try container.decode(Kind.self, forKey: .kind) {
    case .sgd: self = .sgd
    case .momentum: self = .momentum(try number(.momentum))
    case .nesterov: self = .nesterov(try number(.momentum))
    case .adam:
      self = .adam(
        firstDecay: try number(.firstDecay), secondDecay: try number(.secondDecay),
        stabiliser: try number(.stabiliser))
    case .correctedAdam:
      self = .correctedAdam(
        firstDecay: try number(.firstDecay), secondDecay: try number(.secondDecay), floor: try number(.floor))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .sgd: break
    case .momentum(let momentum), .nesterov(let momentum): try container.encode(momentum, forKey: .momentum)
    case .adam(let firstDecay, let secondDecay, let last), .correctedAdam(let firstDecay, let secondDecay, let last):
      try container.encode(firstDecay, forKey: .firstDecay)
      try container.encode(secondDecay, forKey: .secondDecay)
      try container.encode(last, forKey: kind == .adam ? .stabiliser : .floor)
    }
  }
}

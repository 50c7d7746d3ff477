/// The currency in which privacy is claimed.
package enum ClaimStatement: Hashable, Sendable {
  /// Nothing is stated: what the accountant says of the mechanism's own event, at every δ.
  case ownEvent
  /// (ε, δ)-DP at the δ of the claim.
  case epsilon(Double)
  /// (ε, δ)-DP at several points, all at once.
  case curve([ClaimedPoint])
  /// μ-Gaussian DP: no test does better than between two unit Gaussians μ apart (arXiv:1905.02383v3).
  case mu(Double)
  /// ρ-zero-concentrated DP (Definition 1.1 of arXiv:1605.02065v1).
  case rho(Double)
  /// Rényi DP at several orders, all at once.
  case renyi([ClaimedRenyi])
  /// What the accountant says of this event, which need not be the mechanism's own.
  case event(MechanismEvent)

  /// The key that states the claim; nil where nothing is stated.
  package enum Key: String, CodingKey, CaseIterable, Sendable {
    case epsilon, curve, mu, rho, renyi, event
  }

  package var key: Key? {
    switch self {
    case .ownEvent: nil
    case .epsilon: .epsilon
    case .curve: .curve
    case .mu: .mu
    case .rho: .rho
    case .renyi: .renyi
    case .event: .event
    }
  }

  /// The statement itself where its numbers lie in their ranges; what an event holds is left to who reads events.
  func checked() throws -> ClaimStatement {
    func nonEmpty(_ count: Int, _ key: String, _ item: String) throws {
      guard count > 0 else { throw InvalidValue(key: key, allowed: "at least one \(item)", got: "an empty list") }
    }
    switch self {
    case .ownEvent, .event: break
    case .epsilon(let epsilon): _ = try PrivacyModel.checked(epsilon, "epsilon", in: .positive)
    case .mu(let mu): _ = try PrivacyModel.checked(mu, "mu", in: .doublePrecision)
    case .rho(let rho): _ = try PrivacyModel.checked(rho, "rho", in: .doublePrecision)
    case .curve(let points):
      try nonEmpty(points.count, "curve", "point")
      for (index, point) in points.enumerated() {
        _ = try PrivacyModel.checked(point.epsilon, "curve[\(index)].epsilon", in: .notNegative)
        _ = try PrivacyModel.checked(point.delta, "curve[\(index)].delta", in: .halfOpenUnitInterval)
      }
    case .renyi(let values):
      try nonEmpty(values.count, "renyi", "order")
      for (index, value) in values.enumerated() {
        _ = try PrivacyModel.checked(value.order, "renyi[\(index)].order", in: .greaterThanOne)
        _ = try PrivacyModel.checked(value.epsilon, "renyi[\(index)].epsilon", in: .notNegative)
      }
    }
    return self
  }
}

/// A point of a claimed curve.
package struct ClaimedPoint: Hashable, Codable, Sendable {
  /// In nats, at least 0.
  package let epsilon: Double
  /// In [0, 1).
  package let delta: Double

  package init(epsilon: Double, delta: Double) { (self.epsilon, self.delta) = (epsilon, delta) }
}

/// A claimed bound on the Rényi divergence of one order.
package struct ClaimedRenyi: Hashable, Codable, Sendable {
  /// α, greater than 1.
  package let order: Double
  /// In nats, at least 0.
  package let epsilon: Double

  package init(order: Double, epsilon: Double) { (self.order, self.epsilon) = (order, epsilon) }
}

/// As JSON: an object with one key, or none where nothing is stated.
extension ClaimStatement: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let keys = Key.allCases.filter(container.contains)
    guard let key = keys.first else {
      self = .ownEvent
      return
    }
    guard keys.count == 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: keys[1], in: container, debugDescription: "\(key.rawValue) states the claim already")
    }
    switch key {
    case .epsilon: self = .epsilon(try container.decode(Double.self, forKey: key))
    case .curve: self = .curve(try container.decode([ClaimedPoint].self, forKey: key))
    case .mu: self = .mu(try container.decode(Double.self, forKey: key))
    case .rho: self = .rho(try container.decode(Double.self, forKey: key))
    case .renyi: self = .renyi(try container.decode([ClaimedRenyi].self, forKey: key))
    case .event: self = .event(try container.decode(MechanismEvent.self, forKey: key))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .ownEvent: break
    case .epsilon(let value), .mu(let value), .rho(let value):
      if let key { try container.encode(value, forKey: key) }
    case .curve(let points): try container.encode(points, forKey: .curve)
    case .renyi(let values): try container.encode(values, forKey: .renyi)
    case .event(let event): try container.encode(event, forKey: .event)
    }
  }
}

/// A lower bound on the ε of a mechanism by one method, with what it rests on.
package struct EpsilonLowerBound: Hashable, Sendable {
  package let method: BoundMethod
  /// In nats; 0 when the evidence shows nothing.
  package let epsilon: Double
  package let delta: Double
  package let adjacency: Adjacency
  /// Over the trials' randomness, the bound exceeds the mechanism's ε at `delta` with at most this probability.
  package let significance: Double
  package let basis: Basis

  package enum Basis: Hashable, Sendable {
    /// The error rates of one threshold.
    case threshold(ErrorRates)
    /// Guesses at the coins of many candidates.
    case guesses(OneRunGuesses)
    /// Pairs of trials in their order.
    case pairs(AnytimeEvidence)
  }

  package init(
    method: BoundMethod, epsilon: Double, delta: Double, adjacency: Adjacency, significance: Double, basis: Basis
  ) {
    (self.method, self.epsilon, self.delta, self.adjacency) = (method, epsilon, delta, adjacency)
    (self.significance, self.basis) = (significance, basis)
  }

  package var label: EvidenceLabel { method.label }

  /// The rates and threshold that it rests on; nil where it rests on something else.
  package var rates: ErrorRates? {
    if case .threshold(let rates) = basis { rates } else { nil }
  }

  /// The state of the sequential test; nil for other methods.
  package var anytime: AnytimeEvidence? {
    if case .pairs(let evidence) = basis { evidence } else { nil }
  }

  /// Whether the claim cannot be true where the bound holds. A sequential test refutes the claim's own ε.
  package func refutes(_ claim: PrivacyClaim) -> Bool {
    if let anytime, anytime.claimedEpsilon == claim.epsilon { return anytime.isRefuted }
    return epsilon > claim.epsilon
  }
}

/// As JSON: one of `rates`, `guesses` and `pairs` beside the other fields.
extension EpsilonLowerBound: Codable {
  private enum Key: String, CodingKey {
    case method, label, epsilon, delta, adjacency, significance, rates, guesses, pairs
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let basis: Basis
    if let rates = try container.decodeIfPresent(ErrorRates.self, forKey: .rates) {
      basis = .threshold(rates)
    } else if let guesses = try container.decodeIfPresent(OneRunGuesses.self, forKey: .guesses) {
      basis = .guesses(guesses)
    } else {
      basis = .pairs(try container.decode(AnytimeEvidence.self, forKey: .pairs))
    }
    self.init(
      method: try container.decode(BoundMethod.self, forKey: .method),
      epsilon: try container.decode(Double.self, forKey: .epsilon),
      delta: try container.decode(Double.self, forKey: .delta),
      adjacency: try container.decode(Adjacency.self, forKey: .adjacency),
      significance: try container.decode(Double.self, forKey: .significance), basis: basis)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(label, forKey: .label)
    try container.encode(epsilon, forKey: .epsilon)
    try container.encode(delta, forKey: .delta)
    try container.encode(adjacency, forKey: .adjacency)
    try container.encode(significance, forKey: .significance)
    switch basis {
    case .threshold(let rates): try container.encode(rates, forKey: .rates)
    case .guesses(let guesses): try container.encode(guesses, forKey: .guesses)
    case .pairs(let evidence): try container.encode(evidence, forKey: .pairs)
    }
  }
}

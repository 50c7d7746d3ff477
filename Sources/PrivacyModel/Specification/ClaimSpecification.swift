/// What is claimed of the mechanism.
package struct ClaimSpecification: Hashable, Sendable {
  package let statement: ClaimStatement
  /// Where ε is stated and measured; in (0, 1).
  package let delta: Double
  /// The neighbours that the claim is about.
  package let adjacency: Adjacency
  /// In how many records the neighbours of the game differ, where the claim is about one.
  package let groupSize: Int

  /// The most records in which the neighbours of a game may differ.
  package static let largestGroup = 1_000_000

  /// - Throws: `InvalidValue` with a key of the specification file.
  package init(_ statement: ClaimStatement, delta: Double, adjacency: Adjacency, groupSize: Int = 1) throws {
    self.statement = try statement.checked()
    self.delta = try PrivacyModel.checked(delta, "delta", in: .openUnitInterval)
    self.adjacency = adjacency
    self.groupSize = try PrivacyModel.checked(groupSize, "groupSize", in: 1...Self.largestGroup)
    if case .curve(let points) = statement, let smallest = points.map(\.delta).min(), smallest > delta {
      throw InvalidValue(
        key: "delta", allowed: "at least \(smallest), the smallest delta of the curve: below, no epsilon follows",
        got: "\(delta)")
    }
  }

  /// A stated ε, or where it is nil what the accountant says of the mechanism's own event.
  package init(epsilon: Double?, delta: Double, adjacency: Adjacency) throws {
    try self.init(epsilon.map(ClaimStatement.epsilon) ?? .ownEvent, delta: delta, adjacency: adjacency)
  }
}

/// As JSON: the keys of a specification file, of which at most one states the claim.
extension ClaimSpecification: Codable {
  private enum Key: String, CodingKey {
    case delta, adjacency, groupSize
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let statement = try ClaimStatement(from: decoder)
    let delta = try container.decode(Double.self, forKey: .delta)
    let adjacency = try container.decode(Adjacency.self, forKey: .adjacency)
    let groupSize = try container.decodeIfPresent(Int.self, forKey: .groupSize) ?? 1
    self = try decoder.checking {
      try ClaimSpecification(statement, delta: delta, adjacency: adjacency, groupSize: groupSize)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    try statement.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(delta, forKey: .delta)
    try container.encode(adjacency, forKey: .adjacency)
    if groupSize != 1 { try container.encode(groupSize, forKey: .groupSize) }
  }
}

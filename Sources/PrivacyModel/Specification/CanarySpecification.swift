/// The record whose membership the game is about.
package enum CanarySpecification: Hashable, Sendable {
  /// A record of the dataset with its label moved to the next class.
  case mislabelled(record: Int)
  /// A record whose gradient the adversary chooses, as long as clipping lets it be.
  case gradient(GradientDirection)
  /// A record of this value, for a query on numbers.
  case value(Double)
  /// A vector of exactly the clip norm, for a query on vectors.
  case vector(VectorDirection)

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case mislabelled, gradient, value, vector
  }

  package var kind: Kind {
    switch self {
    case .mislabelled: .mislabelled
    case .gradient: .gradient
    case .value: .value
    case .vector: .vector
    }
  }
}

/// As JSON: an object whose `kind` names the case, as in a specification file.
extension CanarySpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, record, direction, value
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .mislabelled: self = .mislabelled(record: try container.decode(Int.self, forKey: .record))
    case .gradient: self = .gradient(try container.decode(GradientDirection.self, forKey: .direction))
    case .value: self = .value(try container.decode(Double.self, forKey: .value))
    case .vector: self = .vector(try container.decode(VectorDirection.self, forKey: .direction))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .mislabelled(let record): try container.encode(record, forKey: .record)
    case .gradient(let direction): try container.encode(direction, forKey: .direction)
    case .value(let value): try container.encode(value, forKey: .value)
    case .vector(let direction): try container.encode(direction, forKey: .direction)
    }
  }
}

/// Where a gradient canary points.
package enum GradientDirection: String, Codable, Sendable, CaseIterable {
  /// The coordinate that the other records' gradients disturb the least, measured on the initial model.
  case quietestCoordinate = "quietest-coordinate"
  /// A uniformly random direction, drawn once for the audit.
  case random
}

/// Where a vector canary points.
package enum VectorDirection: String, Codable, Sendable, CaseIterable {
  /// Along the first coordinate.
  case coordinate
  /// A uniformly random direction, drawn once for the audit.
  case random
}

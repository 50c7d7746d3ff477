/// The record whose membership the game is about.
package enum CanarySpecification: Hashable, Sendable {
  /// A record of the dataset with its label moved to the next class.
  case mislabelled(record: Int)
  /// A record of the dataset, which is taken out of it.
  case natural(record: Int)
  /// A copy of a record that stays in the dataset.
  case duplicated(record: Int)
  /// A record like none of the dataset, with this label.
  case outOfDistribution(FeaturePattern, label: Int)
  /// Along the direction in which the records vary least, as long as they are on the average, with the label that a fitted
  /// model thinks least likely there; its counterpart has the next label.
  ///
  /// - Reference: Jagielski, Ullman and Oprea, "Auditing Differentially Private Machine Learning: How Private is Private
  ///   SGD?", arXiv:2006.07709, Algorithm 2.
  case clipBKD
  /// Of many records and labels, the one with the longest gradient at the initial model.
  case crafted
  /// A record whose gradient the adversary chooses, as long as clipping lets it be.
  case gradient(GradientDirection)
  /// A record of this value, for a query on numbers.
  case value(Double)
  /// A vector of exactly the clip norm, for a query on vectors.
  case vector(VectorDirection)
  /// A record that adds these to the answers to some queries.
  case effects([Double])
  /// What one of two datasets holds and the other does not.
  case datasets(DatasetPair)
  /// The same of several pairs, tried one after the other until one refutes the claim.
  case neighbours(NeighbouringDatasets)

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case mislabelled, natural, duplicated, blank, noise, checkerboard
    case clipBKD = "clip-bkd"
    case crafted, gradient, value, vector, effects, datasets, neighbours

    /// Whether it is a labelled example.
    package var isExample: Bool {
      switch self {
      case .mislabelled, .natural, .duplicated, .blank, .noise, .checkerboard, .clipBKD, .crafted: true
      case .gradient, .value, .vector, .effects, .datasets, .neighbours: false
      }
    }

    /// Whether several different ones can be candidates of one trial.
    package var comesInMany: Bool {
      switch self {
      case .mislabelled, .natural, .duplicated, .noise, .gradient: true
      case .blank, .checkerboard, .clipBKD, .crafted, .value, .vector, .effects, .datasets, .neighbours: false
      }
    }
  }

  package var kind: Kind {
    switch self {
    case .mislabelled: .mislabelled
    case .natural: .natural
    case .duplicated: .duplicated
    case .outOfDistribution(.blank, _): .blank
    case .outOfDistribution(.noise, _): .noise
    case .outOfDistribution(.checkerboard, _): .checkerboard
    case .clipBKD: .clipBKD
    case .crafted: .crafted
    case .gradient: .gradient
    case .value: .value
    case .vector: .vector
    case .effects: .effects
    case .datasets: .datasets
    case .neighbours: .neighbours
    }
  }
}

/// As JSON: an object whose `kind` names the case, as in a specification file.
extension CanarySpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, record, label, direction, value, effects
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func record() throws -> Int { try container.decode(Int.self, forKey: .record) }
    func pattern(_ pattern: FeaturePattern) throws -> CanarySpecification {
      .outOfDistribution(pattern, label: try container.decode(Int.self, forKey: .label))
    }
    switch try container.decode(Kind.self, forKey: .kind) {
    case .mislabelled: self = .mislabelled(record: try record())
    case .natural: self = .natural(record: try record())
    case .duplicated: self = .duplicated(record: try record())
    case .blank: self = try pattern(.blank)
    case .noise: self = try pattern(.noise)
    case .checkerboard: self = try pattern(.checkerboard)
    case .clipBKD: self = .clipBKD
    case .crafted: self = .crafted
    case .gradient: self = .gradient(try container.decode(GradientDirection.self, forKey: .direction))
    case .value: self = .value(try container.decode(Double.self, forKey: .value))
    case .vector: self = .vector(try container.decode(VectorDirection.self, forKey: .direction))
    case .effects: self = .effects(try container.decode([Double].self, forKey: .effects))
    case .datasets: self = .datasets(try DatasetPair(from: decoder))
    case .neighbours: self = .neighbours(try NeighbouringDatasets(from: decoder))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .mislabelled(let record), .natural(let record), .duplicated(let record):
      try container.encode(record, forKey: .record)
    case .outOfDistribution(_, let label): try container.encode(label, forKey: .label)
    case .clipBKD, .crafted: break
    case .gradient(let direction): try container.encode(direction, forKey: .direction)
    case .value(let value): try container.encode(value, forKey: .value)
    case .vector(let direction): try container.encode(direction, forKey: .direction)
    case .effects(let effects): try container.encode(effects, forKey: .effects)
    case .datasets(let pair): try pair.encode(to: encoder)
    case .neighbours(let neighbours): try neighbours.encode(to: encoder)
    }
  }
}

/// Features that no record has.
package enum FeaturePattern: String, Codable, Sendable, CaseIterable {
  /// All zero.
  case blank
  /// Uniformly random between the smallest and the largest feature of the dataset.
  case noise
  /// The smallest and the largest feature of the dataset in turn, by place, or by row and column of an image.
  case checkerboard
}

/// Where a gradient canary points.
package enum GradientDirection: String, Codable, Sendable, CaseIterable {
  /// The coordinates, one for each candidate, that the other records' gradients disturb the least, measured on the initial
  /// model.
  case quietestCoordinate = "quietest-coordinate"
  /// Uniformly random directions at right angles to each other, drawn once for the audit.
  case random
  /// The same in every coordinate.
  case constant
}

/// Where a vector canary points.
package enum VectorDirection: String, Codable, Sendable, CaseIterable {
  /// Along the first coordinate.
  case coordinate
  /// A uniformly random direction, drawn once for the audit.
  case random
}

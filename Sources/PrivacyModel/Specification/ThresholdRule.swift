/// How a threshold on scores is found without the trials that certify having a say in it.
package enum ThresholdRule: Hashable, Sendable {
  /// A grid of ranks fixed beforehand, each paid for with a share of the significance. All trials certify.
  case rankGrid
  /// A share of the trials chooses it; the others certify.
  case split(selectionFraction: Double)

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case rankGrid = "rank-grid"
    case split
  }

  package var kind: Kind {
    switch self {
    case .rankGrid: .rankGrid
    case .split: .split
    }
  }
}

/// As JSON: an object whose `kind` names the case.
extension ThresholdRule: Codable {
  private enum Key: String, CodingKey {
    case kind, selectionFraction
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .rankGrid: self = .rankGrid
    case .split: self = .split(selectionFraction: try container.decode(Double.self, forKey: .selectionFraction))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    if case .split(let selectionFraction) = self { try container.encode(selectionFraction, forKey: .selectionFraction) }
  }
}

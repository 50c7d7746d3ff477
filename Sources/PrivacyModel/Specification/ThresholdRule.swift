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

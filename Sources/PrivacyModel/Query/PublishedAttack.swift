/// What the published tool found of a mechanism with 231 million samples a pair of datasets.
package struct PublishedAttack: Hashable, Sendable {
  /// Of confidence 90 %.
  package let lowerBound: Double
  /// Wall-clock time of its search and of the final estimate.
  package let seconds: Double

  /// For every pair that it tries: for training, for choosing and for the bound.
  package static let samples = 231_000_000

  init(_ lowerBound: Double, seconds: Double) { (self.lowerBound, self.seconds) = (lowerBound, seconds) }
}

extension ClassicMechanism {
  /// DP-Sniper with its neural network as classifier: the reference results that its authors published with it.
  package var published: PublishedAttack {
    switch self {
    case .laplace: PublishedAttack(0.0976, seconds: 217)
    case .truncatedGeometric: PublishedAttack(0.1155, seconds: 162)
    case .noisyHistogram1: PublishedAttack(0.0977, seconds: 211)
    case .noisyHistogram2: PublishedAttack(4.6015, seconds: 254)
    case .noisyMax1: PublishedAttack(0.0925, seconds: 492)
    case .noisyMax2: PublishedAttack(0.0979, seconds: 423)
    case .noisyMax3: PublishedAttack(0.2488, seconds: 437)
    case .noisyMax4: PublishedAttack(0.3534, seconds: 451)
    case .sparseVector1: PublishedAttack(0.0858, seconds: 966)
    case .sparseVector2: PublishedAttack(0.0852, seconds: 825)
    case .sparseVector3: PublishedAttack(0.1822, seconds: 880)
    case .sparseVector4: PublishedAttack(0.1696, seconds: 815)
    case .sparseVector5: PublishedAttack(1.761, seconds: 527)
    case .sparseVector6: PublishedAttack(0.2698, seconds: 584)
    case .rappor: PublishedAttack(0.3008, seconds: 529)
    case .oneTimeRappor: PublishedAttack(0.5999, seconds: 408)
    case .parallelLaplace: PublishedAttack(0.0299, seconds: 341)
    case .parallelSparseVector: PublishedAttack(0.2616, seconds: 1117)
    case .prefixSum: PublishedAttack(0.5774, seconds: 984)
    case .numericalSparseVector: PublishedAttack(0.0345, seconds: 686)
    }
  }
}

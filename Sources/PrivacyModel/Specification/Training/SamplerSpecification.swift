/// Which records take part in a step.
package enum SamplerSpecification: Hashable, Sendable {
  /// Each joins independently with this probability.
  case poisson(samplingProbability: Double)
  /// A fresh permutation for each epoch, cut into batches of this size.
  case shuffled(batchSize: Int)
  /// A fresh set of this size for each step.
  case fixedSize(batchSize: Int)
  /// Each joins one of the batches of an epoch, independently.
  case ballsAndBins(batchesPerEpoch: Int)
  /// Blocks that take turns, each record in one of them; a Poisson sample of the block whose turn it is.
  case cyclicPoisson(blocks: Int, samplingProbability: Double)
  /// All of them.
  case fullBatch

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case poisson, shuffled
    case fixedSize = "fixed-size"
    case ballsAndBins = "balls-and-bins"
    case cyclicPoisson = "cyclic-poisson"
    case fullBatch = "full-batch"
  }

  package var kind: Kind {
    switch self {
    case .poisson: .poisson
    case .shuffled: .shuffled
    case .fixedSize: .fixedSize
    case .ballsAndBins: .ballsAndBins
    case .cyclicPoisson: .cyclicPoisson
    case .fullBatch: .fullBatch
    }
  }

  /// Itself, when its values are in range.
  func checked() throws -> SamplerSpecification {
    switch self {
    case .poisson(let probability):
      _ = try PrivacyModel.checked(probability, "samplingProbability", in: .positiveProbability)
    case .shuffled(let batchSize), .fixedSize(let batchSize):
      _ = try PrivacyModel.checked(batchSize, "sampler.batchSize", in: 1...Int(UInt32.max))
    case .ballsAndBins(let batches):
      _ = try PrivacyModel.checked(batches, "sampler.batchesPerEpoch", in: 1...Int(UInt32.max))
    case .cyclicPoisson(let blocks, let probability):
      _ = try PrivacyModel.checked(blocks, "sampler.blocks", in: 1...Int(UInt32.max))
      _ = try PrivacyModel.checked(probability, "sampler.samplingProbability", in: .positiveProbability)
    case .fullBatch: break
    }
    return self
  }
}

/// As JSON: what a specification file gives.
extension SamplerSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, samplingProbability, batchSize, batchesPerEpoch, blocks
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func count(_ key: Key) throws -> Int { try container.decode(Int.self, forKey: key) }
    func probability() throws -> Double { try container.decode(Double.self, forKey: .samplingProbability) }
    switch try container.decode(Kind.self, forKey: .kind) {
    case .poisson: self = .poisson(samplingProbability: try probability())
    case .shuffled: self = .shuffled(batchSize: try count(.batchSize))
    case .fixedSize: self = .fixedSize(batchSize: try count(.batchSize))
    case .ballsAndBins: self = .ballsAndBins(batchesPerEpoch: try count(.batchesPerEpoch))
    case .cyclicPoisson: self = .cyclicPoisson(blocks: try count(.blocks), samplingProbability: try probability())
    case .fullBatch: self = .fullBatch
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .poisson(let probability): try container.encode(probability, forKey: .samplingProbability)
    case .shuffled(let batchSize), .fixedSize(let batchSize): try container.encode(batchSize, forKey: .batchSize)
    case .ballsAndBins(let batches): try container.encode(batches, forKey: .batchesPerEpoch)
    case .cyclicPoisson(let blocks, let probability):
      try container.encode(blocks, forKey: .blocks)
      try container.encode(probability, forKey: .samplingProbability)
    case .fullBatch: break
    }
  }
}

/// What is audited.
package enum MechanismSpecification: Hashable, Sendable {
  case dpSGD(DPSGDSpecification)
  case gaussianSum(GaussianSumSpecification)

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case dpSGD = "dp-sgd"
    case gaussianSum = "gaussian-sum"
  }

  package var kind: Kind {
    switch self {
    case .dpSGD: .dpSGD
    case .gaussianSum: .gaussianSum
    }
  }
}

/// As JSON: the parameters, with the `kind` that a specification file gives beside them.
extension MechanismSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind
  }

  package init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .kind) {
    case .dpSGD: self = .dpSGD(try DPSGDSpecification(from: decoder))
    case .gaussianSum: self = .gaussianSum(try GaussianSumSpecification(from: decoder))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .dpSGD(let training): try training.encode(to: encoder)
    case .gaussianSum(let sum): try sum.encode(to: encoder)
    }
  }
}

/// A known defect of DP-SGD implementations.
package enum FaultName: String, Codable, Sendable, CaseIterable {
  case noiseDividedByBatchSize = "noise-divided-by-batch-size"
}

/// A sum of bounded records with Gaussian noise.
package struct GaussianSumSpecification: Hashable, Codable, Sendable {
  /// The records besides the canary; each is clamped to [−bound, bound].
  package let records: [Double]
  /// The sensitivity of the sum: the most that one record can add.
  package let bound: Double
  /// Standard deviation of the noise divided by `bound`.
  package let noiseMultiplier: Double

  package init(records: [Double], bound: Double, noiseMultiplier: Double) throws {
    for (index, record) in records.enumerated() where !record.isFinite {
      throw InvalidValue(key: "records[\(index)]", allowed: "a finite number", got: "\(record)")
    }
    self.records = records
    self.bound = try checked(bound, "bound", in: .doublePrecision)
    self.noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: .doublePrecision)
  }
}

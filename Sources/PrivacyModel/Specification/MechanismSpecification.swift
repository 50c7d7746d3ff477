/// What is audited.
package enum MechanismSpecification: Hashable, Sendable {
  case dpSGD(DPSGDSpecification)
  case gaussianSum(NoisySumSpecification)
  case laplaceSum(NoisySumSpecification)
  case gaussianVectorSum(GaussianVectorSumSpecification)
  case query(QuerySpecification)
  case external(ExternalSpecification)

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case dpSGD = "dp-sgd"
    case gaussianSum = "gaussian-sum"
    case laplaceSum = "laplace-sum"
    case gaussianVectorSum = "gaussian-vector-sum"
    case laplaceQuery = "laplace-query"
    case gaussianQuery = "gaussian-query"
    case noisyMax = "noisy-max"
    case sparseVector = "sparse-vector"
    case external
  }

  package var kind: Kind {
    switch self {
    case .dpSGD: .dpSGD
    case .gaussianSum: .gaussianSum
    case .laplaceSum: .laplaceSum
    case .gaussianVectorSum: .gaussianVectorSum
    case .query(let query): query.kind
    case .external: .external
    }
  }
}

/// As JSON: the parameters, with the `kind` that a specification file gives beside them.
extension MechanismSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind
  }

  package init(from decoder: any Decoder) throws {
    let kind = try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .kind)
    switch kind {
    case .dpSGD: self = .dpSGD(try DPSGDSpecification(from: decoder))
    case .gaussianSum: self = .gaussianSum(try NoisySumSpecification(from: decoder))
    case .laplaceSum: self = .laplaceSum(try NoisySumSpecification(from: decoder))
    case .gaussianVectorSum: self = .gaussianVectorSum(try GaussianVectorSumSpecification(from: decoder))
    case .laplaceQuery, .gaussianQuery, .noisyMax, .sparseVector:
      self = .query(try QuerySpecification(kind, from: decoder))
    case .external: self = .external(try ExternalSpecification(from: decoder))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .dpSGD(let training): try training.encode(to: encoder)
    case .gaussianSum(let sum), .laplaceSum(let sum): try sum.encode(to: encoder)
    case .gaussianVectorSum(let sum): try sum.encode(to: encoder)
    case .query(let query): try query.encode(to: encoder)
    case .external(let worker): try worker.encode(to: encoder)
    }
  }
}

/// A sum of bounded records with Gaussian or Laplace noise.
package struct NoisySumSpecification: Hashable, Codable, Sendable {
  /// The records besides the canary; each is clamped to [−bound, bound].
  package let records: [Double]
  /// The sensitivity of the sum: the most that one record can add.
  package let bound: Double
  /// Standard deviation of Gaussian noise, or scale of Laplace noise, divided by `bound`.
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

/// Noisy sums of vectors, one after the other, with the adversary's eye on each.
package struct GaussianVectorSumSpecification: Hashable, Codable, Sendable {
  package let dimensions: Int
  package let steps: Int
  /// ℓ2 bound on one record's vector, which the canary's reaches.
  package let clipNorm: Double
  /// Standard deviation of the noise on each coordinate divided by `clipNorm`.
  package let noiseMultiplier: Double
  package let draws: VectorDraws

  package init(
    dimensions: Int, steps: Int, clipNorm: Double, noiseMultiplier: Double, draws: VectorDraws
  ) throws {
    self.dimensions = try checked(dimensions, "dimensions", in: 1...ModelSpecification.mostParameters)
    self.steps = try checked(steps, "steps", in: 1...Int(UInt32.max))
    self.clipNorm = try checked(clipNorm, "clipNorm", in: .singlePrecision)
    self.noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: .singlePrecision)
    self.draws = draws
  }
}

/// Which of a vector's noise is drawn.
package enum VectorDraws: String, Codable, Sendable, CaseIterable {
  /// Every coordinate of every step.
  case all
  /// What the score depends on, which has the same law: the noise along the canary.
  case needed
}

/// What is audited.
package enum MechanismSpecification: Hashable, Sendable {
  case dpSGD(DPSGDSpecification)
  case gaussianSum(GaussianSumSpecification)
}

/// As JSON: the parameters, with the `kind` that a specification file gives beside them.
extension MechanismSpecification: Codable {
  private enum Kind: String, Codable {
    case dpSGD = "dp-sgd"
    case gaussianSum = "gaussian-sum"
  }

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
    switch self {
    case .dpSGD(let training):
      try container.encode(Kind.dpSGD, forKey: .kind)
      try training.encode(to: encoder)
    case .gaussianSum(let sum):
      try container.encode(Kind.gaussianSum, forKey: .kind)
      try sum.encode(to: encoder)
    }
  }
}

/// Training by DP-SGD with Poisson sampling.
package struct DPSGDSpecification: Hashable, Codable, Sendable {
  package let model: ModelSpecification
  /// Standard deviation of the noise on the sum of clipped gradients, divided by the clip norm.
  package let noiseMultiplier: Double
  /// ℓ2 bound on one example's gradient.
  package let clipNorm: Double
  /// Chance that a record joins a batch.
  package let samplingProbability: Double
  package let steps: Int
  package let learningRate: Double
  /// A known defect to put into the mechanism, which goes on claiming what it would without.
  package let fault: FaultName?

  package init(
    model: ModelSpecification, noiseMultiplier: Double, clipNorm: Double, samplingProbability: Double, steps: Int,
    learningRate: Double, fault: FaultName?
  ) throws {
    self.model = model
    self.noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: .positive)
    self.clipNorm = try checked(clipNorm, "clipNorm", in: .positive)
    self.samplingProbability = try checked(samplingProbability, "samplingProbability", in: .probability)
    self.steps = try checked(steps, "steps", in: 1...Int(UInt32.max))
    self.learningRate = try checked(learningRate, "learningRate", in: .positive)
    self.fault = fault
  }
}

/// A known defect of DP-SGD implementations.
package enum FaultName: String, Codable, Sendable, CaseIterable {
  case noiseDividedByBatchSize = "noise-divided-by-batch-size"
}

/// A classifier: softmax regression without hidden layers, a multilayer perceptron with them.
package struct ModelSpecification: Hashable, Codable, Sendable {
  package let hiddenUnits: [Int]
  package let activation: ActivationName

  package init(hiddenUnits: [Int], activation: ActivationName) throws {
    self.hiddenUnits = try hiddenUnits.enumerated().map { index, units in
      try checked(units, "hiddenUnits[\(index)]", in: 1...1_000_000)
    }
    self.activation = activation
  }
}

package enum ActivationName: String, Codable, Sendable, CaseIterable {
  case relu
  case tanh
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
    self.bound = try checked(bound, "bound", in: .positive)
    self.noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: .positive)
  }
}

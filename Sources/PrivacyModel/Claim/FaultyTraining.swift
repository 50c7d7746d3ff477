/// What a training by DP-SGD does, as far as its privacy goes.
package struct TrainingParameters: Hashable, Sendable {
  /// Standard deviation of the noise divided by the clip norm, greater than 0.
  package let noiseMultiplier: Double
  /// Probability that a record joins a batch, in [1e-100, 1].
  package let samplingProbability: Double
  /// At least 1.
  package let steps: Int
  /// Records of an expected batch, at least 1.
  package let batchSize: Double

  package init(noiseMultiplier: Double, samplingProbability: Double, steps: Int, batchSize: Double) {
    (self.noiseMultiplier, self.samplingProbability) = (noiseMultiplier, samplingProbability)
    (self.steps, self.batchSize) = (steps, batchSize)
  }

  /// - Throws: `InvalidValue` for a value outside its range.
  package var event: MechanismEvent {
    get throws {
      try .dpSGD(noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability, steps: steps)
    }
  }

  fileprivate func with(noiseMultiplier: Double) -> TrainingParameters {
    TrainingParameters(
      noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability, steps: steps, batchSize: batchSize)
  }
}

extension FaultName {
  /// What a training does in truth that claims to do `claimed` and has this defect; nil where that is no such training.
  package func truth(of claimed: TrainingParameters) -> TrainingParameters? {
    switch self {
    case .noiseDividedByBatchSize: claimed.with(noiseMultiplier: claimed.noiseMultiplier / claimed.batchSize)
    case .noiseOfSumOnMean: claimed.with(noiseMultiplier: claimed.noiseMultiplier * claimed.batchSize)
    default: nil
    }
  }
}

/// What a training came to.
package struct TrainingOutcome: Hashable, Codable, Sendable {
  package let name: String
  package let steps: Int
  package let records: Int
  package let parameters: Int
  /// nil without privacy.
  package let privacy: Privacy?
  package let randomness: TrainingRandomness
  /// The last line of the metrics.
  package let metrics: TrainingMetrics
  /// nil where nothing is left out for a test.
  package let testRecords: Int?
  package let weightsFile: String
  package let metricsFile: String
  /// nil without privacy.
  package let claimFile: String?

  package struct Privacy: Hashable, Codable, Sendable {
    package let noiseMultiplier: Double
    /// Whether it was found for a stated ε.
    package let isCalibrated: Bool
    package let accountant: AccountantStatement

    package init(noiseMultiplier: Double, isCalibrated: Bool, accountant: AccountantStatement) {
      (self.noiseMultiplier, self.isCalibrated, self.accountant) = (noiseMultiplier, isCalibrated, accountant)
    }
  }

  package init(
    name: String, steps: Int, records: Int, parameters: Int, privacy: Privacy?, randomness: TrainingRandomness,
    metrics: TrainingMetrics, testRecords: Int?, weightsFile: String, metricsFile: String, claimFile: String?
  ) {
    (self.name, self.steps, self.records, self.parameters) = (name, steps, records, parameters)
    (self.privacy, self.randomness, self.metrics, self.testRecords) = (privacy, randomness, metrics, testRecords)
    (self.weightsFile, self.metricsFile, self.claimFile) = (weightsFile, metricsFile, claimFile)
  }
}

/// A line of metrics. The training loss is a function of the records and is not private; ε says nothing of it.
package struct TrainingMetrics: Hashable, Codable, Sendable {
  /// How many steps have been taken.
  package let step: Int
  /// The mean of the batches' mean losses since the line before, each before its step; nil where all were empty.
  package let trainingLoss: Double?
  package let testLoss: Double?
  package let testAccuracy: Double?
  /// Of the steps taken so far, rounded up; nil without privacy.
  package let epsilon: Double?
  package let delta: Double?

  package init(
    step: Int, trainingLoss: Double?, testLoss: Double?, testAccuracy: Double?, epsilon: Double?, delta: Double?
  ) {
    (self.step, self.trainingLoss, self.testLoss, self.testAccuracy) = (step, trainingLoss, testLoss, testAccuracy)
    (self.epsilon, self.delta) = (epsilon, delta)
  }
}

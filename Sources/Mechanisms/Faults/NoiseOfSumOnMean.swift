package import Learning
package import PrivacyModel

/// A known bug that costs accuracy and no privacy: noise calibrated for the sum of a batch is added to its mean.
package struct NoiseOfSumOnMean: NoiseSource {
  private let correct: any NoiseSource
  private let batchSize: Float

  package init(_ correct: any NoiseSource, batchSize: Float) {
    (self.correct, self.batchSize) = (correct, batchSize)
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    return AlteredNoiseRun { [batchSize] in run.add(to: $0, sensitivity: $1 * batchSize, step: $2) }
  }
}

package import Learning
package import PrivacyModel

/// A known bug: the noise, meant for the sum of a batch, is added as if to its mean and shrinks with the batch.
///
/// Seen in a published implementation that claimed ε = 0.21 and leaked at least 2.79: Tramèr et al., "Debugging
/// Differential Privacy: A Case Study for Privacy Auditing", section 4 of arXiv:2202.12219v3.
package struct NoiseDividedByBatchSize: NoiseSource {
  private let correct: any NoiseSource
  private let batchSize: Float

  package init(_ correct: any NoiseSource, batchSize: Float) {
    (self.correct, self.batchSize) = (correct, batchSize)
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    let run = correct.begin(parameters: parameters, in: trial)
    return AlteredNoiseRun { [batchSize] in run.add(to: $0, sensitivity: $1 / batchSize, step: $2) }
  }
}

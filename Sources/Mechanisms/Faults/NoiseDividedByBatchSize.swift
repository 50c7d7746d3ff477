package import Learning
package import PrivacyModel

/// A known bug: the noise, meant for the sum of a batch, is added as if to its mean and shrinks with the batch.
///
/// Seen in a published implementation that claimed ε = 0.21 and leaked at least 2.79: Tramèr et al., "Debugging
/// Differential Privacy: A Case Study for Privacy Auditing", section 4 of arXiv:2202.12219v3.
package struct NoiseDividedByBatchSize<Correct: NoiseSource>: NoiseSource {
  private let correct: Correct
  private let batchSize: Float

  package init(_ correct: Correct, batchSize: Float) {
    (self.correct, self.batchSize) = (correct, batchSize)
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    DividedRun(correct: correct.begin(parameters: parameters, in: trial), batchSize: batchSize)
  }
}

private final class DividedRun: NoiseRun {
  private let correct: any NoiseRun
  private let batchSize: Float

  init(correct: any NoiseRun, batchSize: Float) {
    (self.correct, self.batchSize) = (correct, batchSize)
  }

  func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int) {
    correct.add(to: sum, sensitivity: sensitivity / batchSize, step: step)
  }
}

package import Learning
package import NumericalCore

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

  package func add(to sum: UnsafeMutableBufferPointer<Float>, factor: Float, from stream: RandomStream) {
    correct.add(to: sum, factor: factor / batchSize, from: stream)
  }
}

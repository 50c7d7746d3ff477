package import Learning
package import PrivacyModel

/// A known bug: a batch that is short is filled up with its own records, whose gradients count again.
package struct PaddedBatchCountedTwice: BatchSampler {
  private let correct: any BatchSampler
  private let batchSize: Int

  /// - Parameter batchSize: That of every batch with a record in it.
  package init(_ correct: any BatchSampler, batchSize: Int) { (self.correct, self.batchSize) = (correct, batchSize) }

  package var batchesPerEpoch: Int { correct.batchesPerEpoch }

  package func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence {
    PaddedBatches(correct.batches(of: count, in: trial), batchSize: batchSize)
  }

  package func expectedBatchSize(of count: Int) -> Double { correct.expectedBatchSize(of: count) }

  package func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent {
    try correct.event(of: release, steps: steps, records: count)
  }
}

private final class PaddedBatches: BatchSequence {
  private let correct: any BatchSequence
  private let batchSize: Int

  init(_ correct: any BatchSequence, batchSize: Int) { (self.correct, self.batchSize) = (correct, batchSize) }

  func fill(_ batch: inout [Int], step: Int) {
    correct.fill(&batch, step: step)
    guard !batch.isEmpty else { return }
    var next = 0
    while batch.count < batchSize {
      batch.append(batch[next])
      next += 1
    }
    batch.sort()
  }
}

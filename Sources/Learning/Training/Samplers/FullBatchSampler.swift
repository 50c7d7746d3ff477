package import PrivacyModel

/// Every record takes part in every step: gradient descent.
package struct FullBatchSampler: BatchSampler {
  package init() {}

  package func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence { FullBatches(count: count) }

  package func expectedBatchSize(of count: Int) -> Double { Double(count) }

  package func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent {
    .selfComposed(release, count: steps)
  }
}

private final class FullBatches: BatchSequence {
  private let count: Int

  init(count: Int) { self.count = count }

  func fill(_ batch: inout [Int], step: Int) {
    batch.removeAll(keepingCapacity: true)
    batch.append(contentsOf: 0..<count)
  }
}

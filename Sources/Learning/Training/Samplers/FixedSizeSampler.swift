internal import NumericalCore
package import PrivacyModel

/// Every batch is a fresh set of so many records, all sets of that size being equally likely.
///
/// When a record is replaced, the batches of both datasets can be drawn alike, which is what the amplification theorems
/// for this sampler speak of. When one is added, a batch that has it lacks another, and the sum moves by two
/// contributions: the accountants refuse that adjacency, and `MechanismEvent.forAddedOrRemoved` has a bound for it.
///
/// - Reference: Balle, Barthe and Gaboardi, "Privacy Amplification by Subsampling", Theorem 9 of arXiv:1807.01647v2.
package struct FixedSizeSampler: BatchSampler {
  package let batchSize: Int

  /// - Parameter batchSize: At least 1; with fewer records in the data, all of them make the batch.
  package init(batchSize: Int) {
    precondition(batchSize >= 1, "a batch has at least one record, got \(batchSize)")
    self.batchSize = batchSize
  }

  package func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence {
    FixedSizeBatches(batchSize: min(batchSize, count), count: count, trial: trial)
  }

  package func expectedBatchSize(of count: Int) -> Double { Double(min(batchSize, count)) }

  package func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent {
    let count = try checked(count, "records", in: EventRange.populationSize)
    return .selfComposed(
      .sampledWithoutReplacement(batchSize: min(batchSize, count), populationSize: count, release), count: steps)
  }
}

private final class FixedSizeBatches: BatchSequence {
  private let batchSize: Int
  private let count: Int
  private let trial: TrialIdentity
  private var chosen: Set<Int> = []

  init(batchSize: Int, count: Int, trial: TrialIdentity) {
    (self.batchSize, self.count, self.trial) = (batchSize, count, trial)
  }

  /// Floyd's algorithm: as many draws as records, all sets equally likely.
  func fill(_ batch: inout [Int], step: Int) {
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .sampling, step: step)
    chosen.removeAll(keepingCapacity: true)
    for last in count - batchSize..<count {
      let candidate = stream.nextIndex(below: last + 1)
      chosen.insert(chosen.contains(candidate) ? last : candidate)
    }
    batch.removeAll(keepingCapacity: true)
    batch.append(contentsOf: chosen)
    batch.sort()
  }
}

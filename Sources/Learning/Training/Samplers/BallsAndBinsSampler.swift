internal import NumericalCore
package import PrivacyModel

/// Epochs in which every record joins one of the batches, each equally likely, independently of the other records.
///
/// - Reference: Chua et al., "Balls-and-Bins Sampling for DP-SGD", arXiv:2412.16802. What the accountant makes of it is
///   at `MechanismEvent.ballsAndBins`.
package struct BallsAndBinsSampler: BatchSampler {
  /// Batches of an epoch, the bins.
  package let batchesPerEpoch: Int

  /// - Parameter batchesPerEpoch: At least 1.
  package init(batchesPerEpoch: Int) {
    precondition(batchesPerEpoch >= 1, "an epoch has at least one batch, got \(batchesPerEpoch)")
    self.batchesPerEpoch = batchesPerEpoch
  }

  package func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence {
    BinBatches(bins: batchesPerEpoch, count: count, trial: trial)
  }

  package func expectedBatchSize(of count: Int) -> Double { Double(count) / Double(batchesPerEpoch) }

  package func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent {
    .selfComposed(.ballsAndBins(batches: batchesPerEpoch, release), count: epochs(in: steps))
  }
}

private final class BinBatches: BatchSequence {
  private let bins: Int
  private let count: Int
  private let trial: TrialIdentity
  private var partition: RandomPartition?
  private var epoch: Int?

  init(bins: Int, count: Int, trial: TrialIdentity) {
    (self.bins, self.count, self.trial) = (bins, count, trial)
  }

  func fill(_ batch: inout [Int], step: Int) {
    let (wanted, bin) = step.quotientAndRemainder(dividingBy: bins)
    if epoch != wanted || partition == nil {
      var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .sampling, step: wanted)
      (partition, epoch) = (RandomPartition(of: count, into: bins, using: &stream), wanted)
    }
    batch.removeAll(keepingCapacity: true)
    if let partition { batch.append(contentsOf: partition[bin]) }
  }
}

/// Records shared out at random, each independently to one of a number of parts.
struct RandomPartition {
  /// The records of part 0, then those of part 1, and so on, ascending within each.
  private var members: [Int]
  /// Where each part begins in `members`, and the end.
  private var starts: [Int]

  init(of count: Int, into parts: Int, using stream: inout RandomStream) {
    let part = (0..<count).map { _ in stream.nextIndex(below: parts) }
    starts = [Int](repeating: 0, count: parts + 1)
    for index in part { starts[index + 1] += 1 }
    for index in 0..<parts { starts[index + 1] += starts[index] }
    members = [Int](repeating: 0, count: count)
    var next = starts
    for (record, index) in part.enumerated() {
      members[next[index]] = record
      next[index] += 1
    }
  }

  /// The records of a part, ascending.
  subscript(part: Int) -> ArraySlice<Int> { members[starts[part]..<starts[part + 1]] }
}

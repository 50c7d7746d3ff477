internal import NumericalCore
package import PrivacyModel

/// Epochs: a fresh random permutation of all records, cut into batches.
///
/// An epoch has `places` places, `batchSize` to each of its batches, and a random permutation seats the records;
/// places without a record stay empty. With as many records as places this is the usual shuffle. With fewer, the batches
/// are a few records short, at random ones of the places, instead of the last batch being partial: the number of batches
/// does not depend on the data, and a record that is added takes a seat that was empty and moves nobody.
///
/// Neighbouring datasets can therefore be seated alike but for one place of each epoch: empty in one and taken in the
/// other, or taken by another record. Given the seats, one batch of the epoch has noise that hides one contribution
/// (two under replacement), and the other batches have the same records, whatever was released before them. The
/// hockey-stick divergence is jointly convex, so that what holds given the seats holds on average over them: an epoch
/// is no worse than its release on all records, once. No amplification is credited: that of Poisson sampling does not
/// hold here.
///
/// - Reference: Chua et al., "How Private are DP-SGD Implementations?", arXiv:2403.17673, on what shuffling loses
///   against Poisson sampling.
package struct ShuffledSampler: BatchSampler {
  /// At least 1.
  package let batchSize: Int
  /// Batches of an epoch.
  package let batchesPerEpoch: Int

  /// - Parameters:
  ///   - batchSize: At least 1.
  ///   - capacity: The most records that the data may have, a public number; `batchSize` at least. Places are rounded up
  ///     to whole batches.
  package init(batchSize: Int, capacity: Int) {
    precondition(batchSize >= 1 && capacity >= batchSize, "a batch has at least one place and fits the capacity")
    self.batchSize = batchSize
    batchesPerEpoch = (capacity + batchSize - 1) / batchSize
  }

  package func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence {
    precondition(count <= batchSize * batchesPerEpoch, "more records than the capacity: \(count)")
    return ShuffledBatches(sampler: self, count: count, trial: trial)
  }

  package func expectedBatchSize(of count: Int) -> Double { Double(count) / Double(batchesPerEpoch) }

  package func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent {
    .selfComposed(.shuffled(batches: batchesPerEpoch, release), count: epochs(in: steps))
  }
}

private final class ShuffledBatches: BatchSequence {
  private let sampler: ShuffledSampler
  private let count: Int
  private let trial: TrialIdentity
  private var seats: [Int] = []
  private var epoch: Int?

  init(sampler: ShuffledSampler, count: Int, trial: TrialIdentity) {
    (self.sampler, self.count, self.trial) = (sampler, count, trial)
  }

  func fill(_ batch: inout [Int], step: Int) {
    let (wanted, position) = step.quotientAndRemainder(dividingBy: sampler.batchesPerEpoch)
    if epoch != wanted { shuffle(epoch: wanted) }
    batch.removeAll(keepingCapacity: true)
    let first = position * sampler.batchSize
    for place in first..<first + sampler.batchSize where seats[place] < count { batch.append(seats[place]) }
    batch.sort()
  }

  /// Fisher and Yates; who is seated in an epoch depends on nothing that was drawn for another.
  private func shuffle(epoch: Int) {
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .sampling, step: epoch)
    seats = Array(0..<sampler.batchSize * sampler.batchesPerEpoch)
    for place in stride(from: seats.count - 1, to: 0, by: -1) {
      seats.swapAt(place, stream.nextIndex(below: place + 1))
    }
    self.epoch = epoch
  }
}

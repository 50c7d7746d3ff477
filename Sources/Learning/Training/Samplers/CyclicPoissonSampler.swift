internal import NumericalCore
package import PrivacyModel

/// Records shared out once among a number of blocks; the batch of a step is a Poisson sample of the block whose turn it is.
///
/// A record takes part at most once in as many consecutive steps as there are blocks, which is what noise that is
/// correlated over no more steps than that needs. Each record's block is drawn independently, so that the blocks of
/// other records say nothing about it.
///
/// - Reference: Choquette-Choo et al., "(Amplified) Banded Matrix Factorization", arXiv:2306.08153, where the blocks are
///   any fixed ones.
package struct CyclicPoissonSampler: BatchSampler {
  /// Steps after which a block has its turn again.
  package let blocks: Int
  /// The chance that a record of the block joins.
  package let probability: Double

  /// - Parameters:
  ///   - blocks: At least 1; with 1 this is Poisson sampling.
  ///   - probability: In (0, 1].
  package init(blocks: Int, probability: Double) {
    precondition(blocks >= 1, "there is at least one block, got \(blocks)")
    precondition(probability > 0 && probability <= 1, "a sampling probability is in (0, 1], got \(probability)")
    (self.blocks, self.probability) = (blocks, probability)
  }

  package func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence {
    CyclicBatches(sampler: self, count: count, trial: trial)
  }

  package func expectedBatchSize(of count: Int) -> Double { probability * Double(count) / Double(blocks) }

  package var batchesPerEpoch: Int { blocks }

  /// Given its block, a record has its turn in one step of every `blocks`, and nothing of it is in the others.
  ///
  /// The block is secret, and the last turns of some come after the end: what holds given the worst block holds on
  /// average over them, as a bound alone.
  package func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent {
    let ofFirstBlock = MechanismEvent.selfComposed(
      .poissonSampled(samplingProbability: probability, release), count: epochs(in: steps))
    return blocks > 1 ? .dominated(by: ofFirstBlock) : ofFirstBlock
  }
}

private final class CyclicBatches: BatchSequence {
  private let draw: IndependentDraw
  private let blocks: Int
  private let partition: RandomPartition
  private let trial: TrialIdentity

  init(sampler: CyclicPoissonSampler, count: Int, trial: TrialIdentity) {
    (draw, blocks) = (IndependentDraw(probability: sampler.probability), sampler.blocks)
    self.trial = trial
    // No run has that many steps.
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .sampling, step: Int(UInt32.max))
    partition = RandomPartition(of: count, into: sampler.blocks, using: &stream)
  }

  func fill(_ batch: inout [Int], step: Int) {
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .sampling, step: step)
    let block = partition[step % blocks]
    batch.removeAll(keepingCapacity: true)
    draw.each(of: block.count, using: &stream) { batch.append(block[block.startIndex + $0]) }
  }
}

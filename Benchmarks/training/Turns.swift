internal import Attacks
internal import Foundation
internal import Games
internal import Learning
internal import Mechanisms
internal import NumericalCore
internal import PrivacyModel
internal import Synchronization

/// Work that can be done over and over: how much it is, and the scores that came of it.
protocol Turn {
  var unit: String { get }
  /// - Returns: The amount of work, and the membership bit and the loss of each model trained.
  func play() throws -> (work: Int, scores: [(bit: Int, loss: Double)])
}

/// So many steps in a row from the first weights, on each of the threads.
struct TrainingTurn: Turn {
  private let trainer: DPSGD
  private let records: TrainingRecords
  private let memories: TrainingMemories
  private let threads: Int
  private let examples: Int

  init(_ workload: Workload, isPrivate: Bool, threads: Int) throws {
    // So many that what a training does once, such as to copy the first weights, does not count.
    let steps = max(4, min(64, 16_000_000 / workload.parameters))
    let batches = ListedBatches(list: workload.batches(steps: steps))
    trainer = try workload.trainer(isPrivate: isPrivate, sampler: batches, steps: steps)
    records = TrainingRecords(dataset: try workload.dataset, candidates: [])
    memories = TrainingMemories(for: trainer)
    (self.threads, examples) = (threads, steps * workload.batch)
  }

  var unit: String { "examples/s" }

  func play() throws -> (work: Int, scores: [(bit: Int, loss: Double)]) {
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      do {
        _ = try memories.lend { memory in
          try trainer.train(
            on: records, with: [], in: TrialIdentity(seed: 1, index: thread), watchedBy: NoObserver(), using: memory)
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return (threads * examples, [])
  }
}

private struct NoObserver: TrainingObserver {
  func observation(finalParameters: [Float]) {}
}

/// A membership game by retraining, as `dpaudit run` plays it.
struct GameTurn: Turn {
  private let game: any Game
  private let runner: TrialRunner
  private let models: Int

  init(_ workload: Workload, threads: Int) throws {
    let dataset = try workload.dataset
    let canary = dataset.example(dataset.count - 1)
    let trainer = try workload.trainer(
      isPrivate: true, sampler: PermutedBatches(records: workload.records, batch: workload.batch), steps: workload.steps
    )
    let mechanism = DPSGDMechanism(
      trainer: trainer,
      dataset: try dataset.first(dataset.count - 1), pairs: [CandidatePair(included: .example(canary))],
      observer: FinalModelObserver(), event: .gaussian(noiseMultiplier: Workload.noiseMultiplier))
    game = MembershipGame(
      mechanism: mechanism, attack: LossAttack(network: trainer.network, candidates: [canary]), candidates: 1,
      coins: .fair, seed: 1)
    runner = TrialRunner(threads: threads, blockSize: 1)
    models = max(workload.models, threads)
  }

  var unit: String { "models/s" }

  func play() throws -> (work: Int, scores: [(bit: Int, loss: Double)]) {
    let scores = Mutex<[(bit: Int, loss: Double)]>([])
    _ = try runner.play(game, [0..<models], isCancelled: { false }) { block, _ in
      scores.withLock { scores in
        for (membership, score) in zip(block.memberships, block.scores) {
          scores.append((membership == .included ? 1 : 0, -score))
        }
      }
    }
    return (models, scores.withLock { $0 })
  }
}

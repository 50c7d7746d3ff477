internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// Decides which records take part in which step.
package protocol BatchSampler: Sendable {
  /// The batches of one training run on `count` records.
  func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence
  /// What noisy sums are divided by: the mean number of records in a batch of `count` records.
  func expectedBatchSize(of count: Int) -> Double
  /// What so many steps, each releasing `release` on its batch, are to an accountant.
  func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent
}

/// The batches of one training run.
package protocol BatchSequence: AnyObject {
  /// Replaces `batch` by the indices, ascending, of the records that take part in `step`: a function of run and step
  /// alone, so that a run can be resumed at any step.
  func fill(_ batch: inout [Int], step: Int)
}

/// Every record joins independently with one probability.
package struct PoissonSampler: BatchSampler {
  package let probability: Double

  /// - Parameter probability: In (0, 1].
  package init(probability: Double) {
    precondition(probability > 0 && probability <= 1, "a sampling probability is in (0, 1], got \(probability)")
    self.probability = probability
  }

  package func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence {
    PoissonSequence(probability: probability, count: count, trial: trial)
  }

  package func expectedBatchSize(of count: Int) -> Double { probability * Double(count) }

  package func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent {
    .selfComposed(.poissonSampled(samplingProbability: probability, release), count: steps)
  }
}

private final class PoissonSequence: BatchSequence {
  private let probability: Double
  private let logOfStaying: Double
  private let count: Int
  private let trial: TrialIdentity

  init(probability: Double, count: Int, trial: TrialIdentity) {
    (self.probability, self.count, self.trial) = (probability, count, trial)
    logOfStaying = log1p(-probability)
  }

  func fill(_ batch: inout [Int], step: Int) {
    batch.removeAll(keepingCapacity: true)
    guard probability < 1 else {
      batch.append(contentsOf: 0..<count)
      return
    }
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .sampling, step: step)
    // The gaps between records that join are geometric: one logarithm for each that joins, not a draw for each record.
    var index = -1
    while true {
      let skipped = (log(stream.nextUniform()) / logOfStaying).rounded(.down)
      guard skipped < Double(count - index - 1) else { return }
      index += 1 + Int(skipped)
      batch.append(index)
    }
  }
}

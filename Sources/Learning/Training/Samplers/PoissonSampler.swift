internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// Every record joins every batch independently with one probability.
package struct PoissonSampler: BatchSampler {
  package let probability: Double

  /// - Parameter probability: In (0, 1].
  package init(probability: Double) {
    precondition(probability > 0 && probability <= 1, "a sampling probability is in (0, 1], got \(probability)")
    self.probability = probability
  }

  package func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence {
    PoissonBatches(draw: IndependentDraw(probability: probability), count: count, trial: trial)
  }

  package func expectedBatchSize(of count: Int) -> Double { probability * Double(count) }

  package func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent {
    .selfComposed(.poissonSampled(samplingProbability: probability, release), count: steps)
  }
}

private final class PoissonBatches: BatchSequence {
  private let draw: IndependentDraw
  private let count: Int
  private let trial: TrialIdentity

  init(draw: IndependentDraw, count: Int, trial: TrialIdentity) {
    (self.draw, self.count, self.trial) = (draw, count, trial)
  }

  func fill(_ batch: inout [Int], step: Int) {
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .sampling, step: step)
    batch.removeAll(keepingCapacity: true)
    draw.each(of: count, using: &stream) { batch.append($0) }
  }
}

/// Positions that are drawn independently, each with the same probability.
struct IndependentDraw {
  let probability: Double
  private let logOfStaying: Double

  init(probability: Double) {
    self.probability = probability
    logOfStaying = log1p(-probability)
  }

  /// Hands on every position below `count` that is drawn, in ascending order.
  func each(of count: Int, using stream: inout RandomStream, _ receive: (Int) -> Void) {
    guard probability < 1 else {
      for position in 0..<count { receive(position) }
      return
    }
    // The gaps between drawn positions are geometric: one logarithm for each that is drawn, not one draw for each.
    var position = -1
    while true {
      let skipped = (log(stream.nextUniform()) / logOfStaying).rounded(.down)
      guard skipped < Double(count - position - 1) else { return }
      position += 1 + Int(skipped)
      receive(position)
    }
  }
}

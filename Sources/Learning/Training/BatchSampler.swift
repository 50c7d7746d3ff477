internal import Foundation
package import NumericalCore

/// Decides which records take part in a step.
package protocol BatchSampler: Sendable {
  /// Replaces `batch` by the indices, ascending, of the records of `count` that join.
  func sample(from count: Int, using stream: inout RandomStream, into batch: inout [Int])
}

/// Every record joins independently with one probability.
package struct PoissonSampler: BatchSampler {
  package let probability: Double
  private let logOfStaying: Double

  /// - Parameter probability: In (0, 1].
  package init(probability: Double) {
    precondition(probability > 0 && probability <= 1, "a sampling probability is in (0, 1], got \(probability)")
    self.probability = probability
    logOfStaying = log1p(-probability)
  }

  package func sample(from count: Int, using stream: inout RandomStream, into batch: inout [Int]) {
    batch.removeAll(keepingCapacity: true)
    guard probability < 1 else {
      batch.append(contentsOf: 0..<count)
      return
    }
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

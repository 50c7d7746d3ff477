internal import Foundation

/// A mean of the parameters after each step, to be released in place of the last ones or beside them.
///
/// It is computed from what is private already, so that it costs no privacy.
package enum WeightAveraging: Hashable, Sendable {
  /// Weights ∝ decayᵃᵍᵉ over all steps so far, adding up to 1 at each of them; the decay is in [0, 1).
  case exponential(decay: Double)
  /// The mean over the steps from `firstStep` on (Polyak); before it, the parameters as they are.
  case tail(firstStep: Int)

  /// The share of the parameters after `step` in the mean; the rest is the mean so far.
  package func share(at step: Int) -> Double {
    switch self {
    case .exponential(let decay): (1 - decay) / (1 - pow(decay, Double(step + 1)))
    case .tail(let firstStep): 1 / Double(max(0, step - firstStep) + 1)
    }
  }

  package func begin(parameters: Int) -> WeightAverage { WeightAverage(rule: self, parameters: parameters) }
}

/// The mean of the parameters in one training run.
package final class WeightAverage {
  private let rule: WeightAveraging
  /// The mean so far: also what a later run needs to go on from here.
  package private(set) var mean: [Float]

  init(rule: WeightAveraging, parameters: Int) {
    switch rule {
    case .exponential(let decay): precondition(decay >= 0 && decay < 1, "a decay is in [0, 1), got \(decay)")
    case .tail(let firstStep): precondition(firstStep >= 0, "steps count from 0, got \(firstStep)")
    }
    (self.rule, mean) = (rule, [Float](repeating: 0, count: parameters))
  }

  /// Takes in the parameters after `step`; every step is seen once, in order.
  package func see(_ parameters: UnsafeBufferPointer<Float>, step: Int) {
    precondition(parameters.count == mean.count, "the parameters do not change their number")
    let share = Float(rule.share(at: step))
    mean.withUnsafeMutableBufferPointer { mean in
      for index in mean.indices { mean[index] += share * (parameters[index] - mean[index]) }
    }
  }

  /// Goes on from the mean of another run of the same kind.
  package func resume(from mean: [Float]) {
    precondition(mean.count == self.mean.count, "the parameters do not change their number")
    self.mean = mean
  }
}

/// Descent along a decaying sum of gradients, v ← momentum · v + gradient, from v = 0.
///
/// The parameters move by −rate · v; with Nesterov's look-ahead, by −rate · (gradient + momentum · v). Noisy gradients
/// go in and nothing else, so that this is post-processing.
///
/// - Reference: Sutskever et al., "On the Importance of Initialization and Momentum in Deep Learning", ICML 2013, with
///   the rate outside the sum, as is usual in libraries.
package struct Momentum: Optimiser {
  package let learningRate: LearningRate
  package let momentum: Float
  package let isNesterov: Bool

  /// - Parameter momentum: In [0, 1).
  package init(learningRate: LearningRate, momentum: Float, isNesterov: Bool = false) {
    precondition(momentum >= 0 && momentum < 1, "a momentum is in [0, 1), got \(momentum)")
    (self.learningRate, self.momentum, self.isNesterov) = (learningRate, momentum, isNesterov)
  }

  package func begin(parameters: Int) -> any OptimiserRun { MomentumRun(rule: self, parameters: parameters) }
}

private final class MomentumRun: OptimiserRun {
  private let rule: Momentum
  private var velocity: [Float]

  init(rule: Momentum, parameters: Int) {
    (self.rule, velocity) = (rule, [Float](repeating: 0, count: parameters))
  }

  func update(_ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, step: Int) {
    precondition(
      gradient.count == velocity.count && parameters.count == velocity.count,
      "a gradient has as many elements as the parameters")
    let (rate, momentum) = (Float(rule.learningRate.rate(at: step)), rule.momentum)
    velocity.withUnsafeMutableBufferPointer { velocity in
      if rule.isNesterov {
        for index in velocity.indices {
          velocity[index] = momentum * velocity[index] + gradient[index]
          parameters[index] -= rate * (gradient[index] + momentum * velocity[index])
        }
      } else {
        for index in velocity.indices {
          velocity[index] = momentum * velocity[index] + gradient[index]
          parameters[index] -= rate * velocity[index]
        }
      }
    }
  }

  /// v.
  var state: [[Float]] {
    get { [velocity] }
    set {
      precondition(
        newValue.count == 1 && newValue[0].count == velocity.count,
        "the state of momentum is one vector like the parameters")
      velocity = newValue[0]
    }
  }
}

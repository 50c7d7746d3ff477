internal import NumericalCore

/// Moves the parameters by noisy mean gradients: post-processing of what is private already.
package protocol Optimiser: Sendable {
  func begin(parameters: Int) -> any OptimiserRun
}

/// The optimiser of one training run.
package protocol OptimiserRun: AnyObject {
  /// Moves `parameters` by the noisy mean gradient of `step`; steps count from 0.
  func update(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, step: Int)

  /// What a later run needs to go on from here, each as long as the parameters; empty for plain descent.
  var state: [[Float]] { get set }
}

/// Plain descent: the parameters less the learning rate times the gradient.
package struct GradientDescent: Optimiser {
  package let learningRate: Float

  package init(learningRate: Float) {
    precondition(learningRate > 0 && learningRate.isFinite, "a learning rate is positive, got \(learningRate)")
    self.learningRate = learningRate
  }

  package func begin(parameters: Int) -> any OptimiserRun { GradientDescentRun(learningRate: learningRate) }
}

private final class GradientDescentRun: OptimiserRun {
  private let learningRate: Float

  init(learningRate: Float) { self.learningRate = learningRate }

  var state: [[Float]] {
    get { [] }
    set {}
  }

  func update(_ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, step: Int) {
    guard let base = parameters.baseAddress, let from = gradient.baseAddress else { return }
    add(from, times: -learningRate, to: base, count: parameters.count)
  }
}

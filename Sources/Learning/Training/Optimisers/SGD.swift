internal import NumericalCore

/// Plain descent: parameters − rate · gradient.
package struct SGD: Optimiser {
  package let learningRate: LearningRate

  package init(learningRate: LearningRate) { self.learningRate = learningRate }

  package func begin(parameters: Int) -> any OptimiserRun { SGDRun(learningRate: learningRate) }
}

private final class SGDRun: OptimiserRun {
  private let learningRate: LearningRate

  init(learningRate: LearningRate) { self.learningRate = learningRate }

  func update(_ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, step: Int) {
    precondition(gradient.count == parameters.count, "a gradient has as many elements as the parameters")
    guard let target = parameters.baseAddress, let source = gradient.baseAddress else { return }
    add(source, times: -Float(learningRate.rate(at: step)), to: target, count: parameters.count)
  }

  func plainRate(at step: Int) -> Float? { Float(learningRate.rate(at: step)) }

  var state: [[Float]] {
    get { [] }
    set { precondition(newValue.isEmpty, "plain descent remembers nothing") }
  }
}

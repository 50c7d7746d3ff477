package import NumericalCore
package import PrivacyModel

/// The sum of what a body of layers makes of the inputs and of the inputs themselves, or of what a shortcut makes of them.
package struct ResidualLayer: Layer {
  let body: LayerStack
  /// Empty where the inputs go round the body as they are.
  let shortcut: LayerStack

  /// - Parameters: Stacks on the same inputs, whose outputs have the same shape.
  init(body: LayerStack, shortcut: LayerStack) {
    precondition(body.input == shortcut.input && body.output == shortcut.output, "both ways must lead to one shape")
    (self.body, self.shortcut) = (body, shortcut)
  }

  package var input: ExampleShape { body.input }
  package var output: ExampleShape { body.output }
  package var groupSizes: [Int] { body.groupSizes + shortcut.groupSizes }
  package var tensors: [ParameterTensor] {
    body.tensors.map { ParameterTensor("body.\($0.name)", $0.shape) }
      + shortcut.tensors.map { ParameterTensor("shortcut.\($0.name)", $0.shape) }
  }

  package func initialise(_ parameters: UnsafeMutableBufferPointer<Float>, using stream: inout RandomStream) {
    body.initialise(UnsafeMutableBufferPointer(rebasing: parameters[..<body.parameterCount]), using: &stream)
    shortcut.initialise(UnsafeMutableBufferPointer(rebasing: parameters[body.parameterCount...]), using: &stream)
  }

  package func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double] {
    let direct = body.evaluate(inputs, parameters: parameters.prefix(body.parameterCount))
    let around = shortcut.evaluate(inputs, parameters: parameters.dropFirst(body.parameterCount))
    return zip(direct, around).map { $0 + $1 }
  }

  package func makePass(capacity: Int, copies: Int) -> any LayerPass {
    ResidualPass(self, capacity: capacity, copies: copies)
  }
}

private final class ResidualPass: LayerPass {
  private let layer: ResidualLayer
  private let body: StackPass
  private let shortcut: StackPass
  /// (capacity, inputs): what the shortcut says of the inputs' gradients.
  private let around: FloatBuffer

  init(_ layer: ResidualLayer, capacity: Int, copies: Int) {
    self.layer = layer
    body = StackPass(layer.body, capacity: capacity, copies: copies)
    shortcut = StackPass(layer.shortcut, capacity: capacity, copies: copies)
    around = FloatBuffer(count: layer.shortcut.layers.isEmpty ? 0 : capacity * layer.input.count)
  }

  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>, into outputs: UnsafeMutablePointer<Float>) {
    let size = layer.output.count
    let direct = body.forward(batch, parameters: parameters)
    outputs.update(from: direct, count: batch.count * size)
    if layer.shortcut.layers.isEmpty {
      for row in 0..<batch.count { add(batch.input(row), times: 1, to: outputs + row * size, count: size) }
    } else {
      let around = shortcut.forward(batch, parameters: parameters + layer.body.parameterCount)
      add(around, times: 1, to: outputs, count: batch.count * size)
    }
  }

  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, parameters: UnsafePointer<Float>,
    into inputGradients: UnsafeMutablePointer<Float>?
  ) {
    let count = batch.count * layer.input.count
    body.outputGradients.update(from: outputGradients, count: batch.count * layer.output.count)
    body.backward(batch, parameters: parameters, into: inputGradients)
    guard !layer.shortcut.layers.isEmpty else {
      if let inputGradients { add(outputGradients, times: 1, to: inputGradients, count: count) }
      return
    }
    shortcut.outputGradients.update(from: outputGradients, count: batch.count * layer.output.count)
    shortcut.backward(
      batch, parameters: parameters + layer.body.parameterCount, into: inputGradients == nil ? nil : around.base)
    if let inputGradients { add(around.base, times: 1, to: inputGradients, count: count) }
  }

  func measure(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, into squaredNorms: UnsafeMutablePointer<Float>
  ) {
    body.measure(batch, into: squaredNorms)
    shortcut.measure(batch, into: squaredNorms + layer.body.parameterGroups * batch.capacity)
  }

  func accumulate(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, factors: UnsafePointer<Float>,
    isMeasured: Bool, into sum: UnsafeMutablePointer<Float>, keeping keep: Float
  ) {
    body.accumulate(batch, factors: factors, isMeasured: isMeasured, into: sum, keeping: keep)
    shortcut.accumulate(
      batch, factors: factors + layer.body.parameterGroups * batch.capacity, isMeasured: isMeasured,
      into: sum + layer.body.parameterCount, keeping: keep)
  }
}

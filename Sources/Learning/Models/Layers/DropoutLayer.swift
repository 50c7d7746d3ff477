internal import NumericalCore
package import PrivacyModel

/// In training, each number is set to 0 with a probability and else divided by the chance that it stays; at other times
/// nothing happens.
///
/// What is dropped depends on the trial, the step and the example's place in the batch, not on how the batch is cut.
package struct DropoutLayer: Layer {
  package let input: ExampleShape
  let probability: Double
  /// Tells layers of one network apart.
  let number: Int

  package init(probability: Double, number: Int, on input: ExampleShape) {
    (self.probability, self.number, self.input) = (probability, number, input)
  }

  package var output: ExampleShape { input }
  package var tensors: [ParameterTensor] { [] }

  package func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double] { inputs }

  package func makePass(capacity: Int) -> any LayerPass { DropoutPass(self, capacity: capacity) }
}

private final class DropoutPass: LayerPass {
  private let layer: DropoutLayer
  /// (capacity, numbers): 0, or 1 ÷ the chance of staying.
  private let factors: FloatBuffer
  private var isActive = false

  init(_ layer: DropoutLayer, capacity: Int) {
    self.layer = layer
    factors = FloatBuffer(count: capacity * layer.input.count)
  }

  var worksInPlace: Bool { true }

  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>, into outputs: UnsafeMutablePointer<Float>) {
    let size = layer.input.count
    batch.copyInputs(to: outputs, size: size)
    isActive = batch.dropout != nil
    guard let dropout = batch.dropout else { return }
    // A key of its own for each layer of the network.
    let key = dropout.trial.seed ^ (UInt64(layer.number) &* 0x9E37_79B9_7F4A_7C15)
    var stream = RandomStream(seed: key, trial: dropout.trial.index, purpose: .dropout, step: dropout.step)
    stream.skip(dropout.examplesBefore * size)
    for index in 0..<batch.count * size {
      factors.base[index] = stream.nextUniform() < layer.probability ? 0 : Float(1 / (1 - layer.probability))
      outputs[index] *= factors.base[index]
    }
  }

  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, parameters: UnsafePointer<Float>,
    into inputGradients: UnsafeMutablePointer<Float>?
  ) {
    guard let inputGradients else { return }
    let count = batch.count * layer.input.count
    if inputGradients != outputGradients { inputGradients.update(from: outputGradients, count: count) }
    if isActive { for index in 0..<count { inputGradients[index] *= factors.base[index] } }
  }
}

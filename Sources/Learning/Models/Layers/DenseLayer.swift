package import NumericalCore
package import PrivacyModel

/// outputs = inputs · weight + bias, with weight (inputs, outputs) row-major.
package struct DenseLayer: Layer {
  package let input: ExampleShape
  package let output: ExampleShape
  /// Whether the weights start at 0 and not at random: right for a model without hidden layers, which has no symmetry to break.
  let startsAtZero: Bool

  package init(inputs: ExampleShape, units: Int, startsAtZero: Bool = false) {
    (input, output, self.startsAtZero) = (inputs, .flat(units), startsAtZero)
  }

  package var tensors: [ParameterTensor] {
    [ParameterTensor("weight", [input.count, output.count]), ParameterTensor("bias", [output.count])]
  }

  package func initialise(_ parameters: UnsafeMutableBufferPointer<Float>, using stream: inout RandomStream) {
    guard !startsAtZero else { return }
    let weights = UnsafeMutableBufferPointer(rebasing: parameters[..<(input.count * output.count)])
    fillUniformly(weights, fanIn: input.count, fanOut: output.count, using: &stream)
  }

  package func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double] {
    let (start, columns) = (parameters.startIndex, output.count)
    var outputs = Array(parameters.suffix(columns))
    for (row, value) in inputs.enumerated() {
      for column in 0..<columns { outputs[column] += value * parameters[start + row * columns + column] }
    }
    return outputs
  }

  package func makePass(capacity: Int) -> any LayerPass { DensePass(self) }
}

/// Fills `weights` uniformly in ±√(6 / (fan-in + fan-out)).
///
/// - Reference: Glorot and Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", AISTATS
///   2010, equation 16.
func fillUniformly(
  _ weights: UnsafeMutableBufferPointer<Float>, fanIn: Int, fanOut: Int, using stream: inout RandomStream
) {
  let bound = (6 / Double(fanIn + fanOut)).squareRoot()
  for index in weights.indices { weights[index] = Float(bound * (2 * stream.nextUniform() - 1)) }
}

/// An example's gradient is the outer product of its input a and its output gradient δ, never laid out: its squared norm
/// is ‖δ‖²(‖a‖² + 1), bias included, and a weighted sum of such gradients is one product once each δ has its weight.
///
/// - Reference: Goodfellow, "Efficient Per-Example Gradient Computations", arXiv:1510.01799v2.
private final class DensePass: LayerPass {
  private let inputs: Int
  private let outputs: Int

  init(_ layer: DenseLayer) {
    (inputs, outputs) = (layer.input.count, layer.output.count)
  }

  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>, into outputs: UnsafeMutablePointer<Float>) {
    multiply(
      ScatteredRows(batch.inputs, count: batch.count, length: inputs), parameters, columns: self.outputs,
      startingFrom: parameters + inputs * self.outputs, into: outputs)
  }

  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, parameters: UnsafePointer<Float>,
    into inputGradients: UnsafeMutablePointer<Float>?
  ) {
    guard let inputGradients else { return }
    multiply(
      outputGradients, parameters, transposingB: true, into: inputGradients, rows: batch.count, inner: outputs,
      columns: inputs)
  }

  func measure(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, into squaredNorms: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<batch.count {
      let ofInput = batch.squaredNorms?[row] ?? sumOfSquares(batch.input(row), count: inputs)
      squaredNorms[row] = sumOfSquares(outputGradients + row * outputs, count: outputs) * (ofInput + 1)
    }
  }

  func accumulate(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, factors: UnsafePointer<Float>,
    isMeasured: Bool, into sum: UnsafeMutablePointer<Float>
  ) {
    scaleRows(
      outputGradients, rows: batch.count, columns: outputs, by: factors, addingTo: sum + inputs * outputs)
    multiplyTransposed(
      ScatteredRows(batch.inputs, count: batch.count, length: inputs), by: outputGradients, columns: outputs, into: sum,
      keeping: 1)
  }
}

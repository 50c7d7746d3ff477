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

  package func makePass(capacity: Int, copies: Int) -> any LayerPass {
    DensePass(self, capacity: capacity)
  }
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
  /// (capacity): the squared norms of the inputs, where nobody knows them before.
  private let inputNorms: FloatBuffer

  init(_ layer: DenseLayer, capacity: Int) {
    (inputs, outputs) = (layer.input.count, layer.output.count)
    inputNorms = FloatBuffer(count: capacity)
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
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, into norms: UnsafeMutablePointer<Float>
  ) {
    guard batch.copies == 1 else { return measureCopies(outputGradients, batch, into: norms) }
    NumericalCore.squaredNorms(of: outputGradients, rows: batch.count, columns: outputs, into: norms)
    guard let known = batch.squaredNorms else {
      NumericalCore.squaredNorms(ofRows: batch.inputs, count: batch.count, columns: inputs, into: inputNorms.base)
      for row in 0..<batch.count { norms[row] *= inputNorms.base[row] + 1 }
      return
    }
    for row in 0..<batch.count { norms[row] *= known[row] + 1 }
  }

  /// ‖Σ_k a_k δ_kᵀ‖² = Σ_{k,l} (a_k · a_l + 1)(δ_k · δ_l) over the copies of each example.
  private func measureCopies(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, into squaredNorms: UnsafeMutablePointer<Float>
  ) {
    for example in 0..<batch.examples {
      var squaredNorm = 0.0
      for first in example * batch.copies..<(example + 1) * batch.copies {
        for second in example * batch.copies..<(example + 1) * batch.copies {
          squaredNorm +=
            (dotProduct(batch.input(first), batch.input(second), count: inputs) + 1)
            * dotProduct(outputGradients + first * outputs, outputGradients + second * outputs, count: outputs)
        }
      }
      squaredNorms[example] = Float(max(0, squaredNorm))
    }
  }

  func accumulate(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, factors: UnsafePointer<Float>,
    isMeasured: Bool, into sum: UnsafeMutablePointer<Float>, keeping keep: Float
  ) {
    if keep == 0 { (sum + inputs * outputs).update(repeating: 0, count: outputs) }
    scaleRows(
      outputGradients, examples: batch.examples, rows: batch.copies, columns: outputs, by: factors,
      addingTo: sum + inputs * outputs)
    multiplyTransposed(
      ScatteredRows(batch.inputs, count: batch.count, length: inputs), by: outputGradients, columns: outputs, into: sum,
      keeping: keep)
  }
}

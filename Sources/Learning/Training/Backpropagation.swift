internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// Activations and output gradients of a batch, and from them per-example gradient norms and weighted gradient sums.
///
/// No example's gradient is ever laid out in memory. That of a dense layer is the outer product of its input a and
/// its output gradient δ, so its squared norm is ‖δ‖²(‖a‖² + 1), biases included, and a sum over examples with a factor
/// each is one matrix product once every row of δ has been multiplied by its factor.
///
/// - Reference: Goodfellow, "Efficient Per-Example Gradient Computations", arXiv:1510.01799v2.
final class Backpropagation {
  let model: MultilayerPerceptron
  /// The most examples that a batch may have.
  let capacity: Int
  private(set) var count = 0
  /// Of each layer: its inputs, (capacity, inputs).
  private let inputs: [UnsafeMutablePointer<Float>]
  /// Of each layer: the gradient of each example's loss at its outputs, (capacity, outputs).
  private let outputGradients: [UnsafeMutablePointer<Float>]
  private let labels: UnsafeMutablePointer<Int32>

  init(model: MultilayerPerceptron, capacity: Int) {
    (self.model, self.capacity) = (model, capacity)
    inputs = model.layers.map { .allocate(capacity: capacity * $0.inputs) }
    outputGradients = model.layers.map { .allocate(capacity: capacity * $0.outputs) }
    labels = .allocate(capacity: capacity)
  }

  deinit {
    for buffer in inputs + outputGradients { buffer.deallocate() }
    labels.deallocate()
  }

  /// Forgets the batch.
  func removeAll() { count = 0 }

  /// Adds an example of `model.features` numbers to the batch.
  func append(_ features: UnsafePointer<Float>, label: Int32) {
    (inputs[0] + count * model.features).update(from: features, count: model.features)
    labels[count] = label
    count += 1
  }

  /// Fills in the output gradients of the cross-entropy at `parameters`.
  func run(parameters: UnsafePointer<Float>) {
    for index in model.layers.indices { forward(layer: index, parameters) }
    subtractLabelsFromSoftmax()
    for index in model.layers.indices.dropFirst().reversed() { backward(layer: index, parameters) }
  }

  /// The squared ℓ2 norm of the gradient of example `row`, over all parameters.
  func squaredGradientNorm(_ row: Int) -> Float {
    var sum: Float = 0
    for (index, layer) in model.layers.enumerated() {
      sum +=
        sumOfSquares(outputGradients[index] + row * layer.outputs, count: layer.outputs)
        * (sumOfSquares(inputs[index] + row * layer.inputs, count: layer.inputs) + 1)
    }
    return sum
  }

  /// Multiplies the gradient of example `row` by `factor`.
  func scaleGradient(_ row: Int, by factor: Float) {
    for (index, layer) in model.layers.enumerated() {
      let gradient = outputGradients[index] + row * layer.outputs
      for output in 0..<layer.outputs { gradient[output] *= factor }
    }
  }

  /// Adds the gradients of all examples to `sum`, a vector like the parameters.
  func addGradients(to sum: UnsafeMutablePointer<Float>) {
    for (index, layer) in model.layers.enumerated() {
      multiply(
        inputs[index], transposingA: true, outputGradients[index], into: sum + layer.offset, rows: layer.inputs,
        inner: count, columns: layer.outputs, keeping: 1)
      let biases = sum + layer.biasOffset
      for row in 0..<count {
        let gradient = outputGradients[index] + row * layer.outputs
        for output in 0..<layer.outputs { biases[output] += gradient[output] }
      }
    }
  }

  /// Squares every element of every example's gradient; the batch must be filled again afterwards.
  func squareGradients() {
    for (index, layer) in model.layers.enumerated() {
      for element in 0..<count * layer.inputs { inputs[index][element] *= inputs[index][element] }
      for element in 0..<count * layer.outputs { outputGradients[index][element] *= outputGradients[index][element] }
    }
  }

  private func forward(layer index: Int, _ parameters: UnsafePointer<Float>) {
    let layer = model.layers[index]
    let isLast = index == model.layers.count - 1
    let outputs = isLast ? outputGradients[index] : inputs[index + 1]
    for row in 0..<count {
      (outputs + row * layer.outputs).update(from: parameters + layer.biasOffset, count: layer.outputs)
    }
    multiply(
      inputs[index], parameters + layer.offset, into: outputs, rows: count, inner: layer.inputs,
      columns: layer.outputs, keeping: 1)
    guard !isLast else { return }
    switch model.activation {
    case .relu: for element in 0..<count * layer.outputs { outputs[element] = max(outputs[element], 0) }
    case .tanh: for element in 0..<count * layer.outputs { outputs[element] = tanh(outputs[element]) }
    }
  }

  /// Turns the logits of the last layer into softmax − one-hot label, the gradient of the cross-entropy.
  private func subtractLabelsFromSoftmax() {
    let classes = model.classes
    for row in 0..<count {
      let logits = outputGradients[model.layers.count - 1] + row * classes
      var greatest = logits[0]
      for index in 1..<classes { greatest = max(greatest, logits[index]) }
      var sum: Float = 0
      for index in 0..<classes {
        logits[index] = exp(logits[index] - greatest)
        sum += logits[index]
      }
      let scale = 1 / sum
      for index in 0..<classes { logits[index] *= scale }
      logits[Int(labels[row])] -= 1
    }
  }

  /// From the output gradients of layer `index` to those of the layer before it.
  private func backward(layer index: Int, _ parameters: UnsafePointer<Float>) {
    let layer = model.layers[index]
    let gradients = outputGradients[index - 1]
    multiply(
      outputGradients[index], parameters + layer.offset, transposingB: true, into: gradients, rows: count,
      inner: layer.outputs, columns: layer.inputs)
    let activations = inputs[index]
    switch model.activation {
    case .relu:
      for element in 0..<count * layer.inputs where !(activations[element] > 0) { gradients[element] = 0 }
    case .tanh:
      for element in 0..<count * layer.inputs { gradients[element] *= 1 - activations[element] * activations[element] }
    }
  }
}

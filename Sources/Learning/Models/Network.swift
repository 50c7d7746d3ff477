internal import Foundation
package import NumericalCore
package import PrivacyModel

/// A classifier: a stack of layers and a loss on what comes out of it.
///
/// The parameters are one flat vector, layer after layer, each layer's tensors in the order in which it names them.
package struct Network: Sendable {
  package let stack: LayerStack
  package let loss: LossName
  package let classes: Int

  /// - Parameter stack: Its outputs number `loss.outputs(classes:)`.
  package init(_ stack: LayerStack, loss: LossName, classes: Int) {
    precondition(
      stack.output.count == loss.outputs(classes: classes),
      "the loss wants \(loss.outputs(classes: classes)) outputs, got \(stack.output)")
    (self.stack, self.loss, self.classes) = (stack, loss, classes)
  }

  package var features: Int { stack.input.count }
  package var parameterCount: Int { stack.parameterCount }

  /// The parameters at the start of training.
  package func initialParameters(using stream: inout RandomStream) -> [Float] {
    var parameters = [Float](repeating: 0, count: parameterCount)
    parameters.withUnsafeMutableBufferPointer { stack.initialise($0, using: &stream) }
    return parameters
  }

  /// The loss of `example` in nats (squared loss: in squared units), in double precision from the features on.
  ///
  /// Probabilities in single precision would saturate, and the low false-positive region of an attack with them.
  package func loss(of example: Example, parameters: [Float]) -> Double {
    loss(of: example, parameters: parameters.map(Double.init))
  }

  /// As above, for parameters in double precision.
  package func loss(of example: Example, parameters: [Double]) -> Double {
    loss.value(of: outputs(for: example.features, parameters: parameters), label: Int(example.label))
  }

  /// What comes out of the last layer, in double precision.
  package func outputs(for features: [Float], parameters: [Double]) -> [Double] {
    precondition(features.count == self.features && parameters.count == parameterCount, "shapes must match the model")
    return stack.evaluate(features.map(Double.init), parameters: parameters[...])
  }

  /// Holds the features of every example to token numbers, where the network begins with an embedding.
  ///
  /// - Throws: `DatasetError.invalid` for the first that is none.
  package func requireTokens(in dataset: Dataset) throws {
    guard let embedding = stack.layers.first as? EmbeddingLayer else { return }
    let elements = dataset.features.elements
    let allowed = 0..<Float(embedding.vocabulary)
    guard let index = elements.firstIndex(where: { !allowed.contains($0) || $0 != $0.rounded() }) else { return }
    throw DatasetError.invalid(
      what: "feature \(index % dataset.featureCount) of example \(index / dataset.featureCount)",
      allowed: "a token number from 0 to \(embedding.vocabulary - 1), since the model begins with an embedding",
      got: "\(elements[index])")
  }

  /// The class that the outputs speak for.
  package func prediction(from outputs: UnsafeBufferPointer<Float>) -> Int {
    guard loss != .logistic else { return outputs[0] > 0 ? 1 : 0 }
    return outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0
  }
}

extension LossName {
  /// How many outputs the loss takes.
  package func outputs(classes: Int) -> Int { self == .logistic ? 1 : classes }

  /// The loss of one example: the cross-entropy of the softmax, half the squared distance of the outputs from the
  /// one-hot label, or for two classes and one output z the cross-entropy of 1 / (1 + e^−z).
  func value(of outputs: [Double], label: Int) -> Double {
    switch self {
    case .crossEntropy:
      let greatest = outputs.max() ?? 0
      return greatest + log(outputs.reduce(0) { $0 + exp($1 - greatest) }) - outputs[label]
    case .squared:
      return outputs.indices.reduce(0) { $0 + pow(outputs[$1] - ($1 == label ? 1 : 0), 2) / 2 }
    case .logistic:
      let margin = label == 1 ? outputs[0] : -outputs[0]
      return max(-margin, 0) + log1p(exp(-abs(margin)))
    }
  }

  /// Turns outputs into the gradients of each example's loss at them; `losses` gets the losses.
  func fillGradients(
    _ outputs: UnsafeMutablePointer<Float>, rows: Int, columns: Int, labels: UnsafePointer<Int32>,
    losses: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .crossEntropy: softmaxGradient(outputs, rows: rows, columns: columns, labels: labels, losses: losses)
    case .squared:
      for row in 0..<rows {
        let own = outputs + row * columns
        own[Int(labels[row])] -= 1
        losses[row] = sumOfSquares(own, count: columns) / 2
      }
    case .logistic:
      for row in 0..<rows {
        let sign: Float = labels[row] == 1 ? 1 : -1
        let margin = sign * outputs[row]
        losses[row] = max(-margin, 0) + log1p(exp(-abs(margin)))
        outputs[row] = -sign / (1 + exp(margin))
      }
    }
  }
}

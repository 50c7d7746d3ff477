internal import Foundation
package import NumericalCore
package import PrivacyModel

/// A stack of dense layers ending in a softmax over classes; without hidden layers it is softmax regression.
///
/// The parameters are one flat vector: layer after layer, the weights (inputs, outputs) row-major and then the biases.
package struct MultilayerPerceptron: Hashable, Sendable {
  package let layers: [DenseLayer]
  /// After every layer but the last.
  package let activation: ActivationName

  package struct DenseLayer: Hashable, Sendable {
    package let inputs: Int
    package let outputs: Int
    /// Where the weights start in the parameter vector; the biases follow them.
    package let offset: Int

    package var biasOffset: Int { offset + inputs * outputs }
    package var end: Int { biasOffset + outputs }
  }

  package init(features: Int, hiddenUnits: [Int], classes: Int, activation: ActivationName) {
    let sizes = [features] + hiddenUnits + [classes]
    precondition(sizes.allSatisfy { $0 > 0 }, "every layer needs at least one unit, got \(sizes)")
    var offset = 0
    layers = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
      let layer = DenseLayer(inputs: inputs, outputs: outputs, offset: offset)
      offset = layer.end
      return layer
    }
    self.activation = activation
  }

  package var features: Int { layers[0].inputs }
  package var classes: Int { layers[layers.count - 1].outputs }
  package var parameterCount: Int { layers[layers.count - 1].end }

  /// Zeros for softmax regression; otherwise weights uniform in ±√(6 / (inputs + outputs)) and biases of 0.
  ///
  /// - Reference: Glorot and Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks",
  ///   AISTATS 2010, equation 16.
  package func initialParameters(using stream: inout RandomStream) -> [Float] {
    var parameters = [Float](repeating: 0, count: parameterCount)
    guard layers.count > 1 else { return parameters }
    for layer in layers {
      let bound = (6 / Double(layer.inputs + layer.outputs)).squareRoot()
      for index in layer.offset..<layer.biasOffset {
        parameters[index] = Float(bound * (2 * stream.nextUniform() - 1))
      }
    }
    return parameters
  }

  /// The cross-entropy of `example` in nats, in double precision from the logits.
  ///
  /// Probabilities in single precision would saturate, and the low false-positive region of an attack with them.
  package func loss(of example: Example, parameters: [Float]) -> Double {
    let logits = logits(of: example.features, parameters: parameters)
    let greatest = logits.max() ?? 0
    return greatest + log(logits.reduce(0) { $0 + exp($1 - greatest) }) - logits[Int(example.label)]
  }

  /// The scores before the softmax, one for each class, in double precision.
  package func logits(of features: [Float], parameters: [Float]) -> [Double] {
    precondition(features.count == self.features && parameters.count == parameterCount, "shapes must match the model")
    var values = features.map(Double.init)
    for (index, layer) in layers.enumerated() {
      values = (0..<layer.outputs).map { output in
        let sum = (0..<layer.inputs).reduce(Double(parameters[layer.biasOffset + output])) {
          $0 + values[$1] * Double(parameters[layer.offset + $1 * layer.outputs + output])
        }
        guard index < layers.count - 1 else { return sum }
        return activation == .relu ? max(sum, 0) : tanh(sum)
      }
    }
    return values
  }
}

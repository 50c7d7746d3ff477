package import NumericalCore
package import PrivacyModel

/// A vector of `dimensions` numbers for each token; the inputs are token numbers 0 ..< `vocabulary`, weight (vocabulary,
/// dimensions).
///
/// It comes first in a network: `Network.requireTokens` refuses data that hold anything else than tokens.
package struct EmbeddingLayer: Layer {
  package let input: ExampleShape
  package let output: ExampleShape
  let vocabulary: Int

  package init(vocabulary: Int, dimensions: Int, on input: ExampleShape) {
    (self.input, self.vocabulary) = (input, vocabulary)
    output = ExampleShape(height: 1, width: input.count, channels: dimensions)
  }

  package var tensors: [ParameterTensor] { [ParameterTensor("weight", [vocabulary, output.channels])] }

  package func initialise(_ parameters: UnsafeMutableBufferPointer<Float>, using stream: inout RandomStream) {
    fillUniformly(parameters, fanIn: vocabulary, fanOut: output.channels, using: &stream)
  }

  func token(_ value: Float) -> Int { value >= 0 ? Int(min(value, Float(vocabulary - 1))) : 0 }

  package func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double] {
    inputs.flatMap { value in
      let start = parameters.startIndex + token(Float(value)) * output.channels
      return parameters[start..<start + output.channels]
    }
  }

  package func makePass(capacity: Int, copies: Int) -> any LayerPass { EmbeddingPass(self) }
}

/// A token that stands twice in an example gets the sum of both gradients, and the norm is that of the sums.
private final class EmbeddingPass: LayerPass {
  private let layer: EmbeddingLayer
  private let sum: FloatBuffer

  init(_ layer: EmbeddingLayer) {
    self.layer = layer
    sum = FloatBuffer(count: layer.output.channels)
  }

  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>, into outputs: UnsafeMutablePointer<Float>) {
    let dimensions = layer.output.channels
    for row in 0..<batch.count {
      for position in 0..<layer.input.count {
        let token = layer.token(batch.input(row)[position])
        (outputs + row * layer.output.count + position * dimensions)
          .update(from: parameters + token * dimensions, count: dimensions)
      }
    }
  }

  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, parameters: UnsafePointer<Float>,
    into inputGradients: UnsafeMutablePointer<Float>?
  ) {
    // Tokens are no numbers to descend along.
    inputGradients?.update(repeating: 0, count: batch.count * layer.input.count)
  }

  func measure(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, into squaredNorms: UnsafeMutablePointer<Float>
  ) {
    let (dimensions, places) = (layer.output.channels, batch.copies * layer.input.count)
    for example in 0..<batch.examples {
      // Places count through the copies of the example; each has its gradient behind that of the one before.
      let gradients = outputGradients + example * places * dimensions
      let tokens = (0..<places).map { place in
        let (copy, position) = place.quotientAndRemainder(dividingBy: layer.input.count)
        return layer.token(batch.input(example * batch.copies + copy)[position])
      }
      let order = tokens.indices.sorted { tokens[$0] < tokens[$1] }
      var (squaredNorm, index): (Float, Int) = (0, 0)
      while index < order.count {
        let token = tokens[order[index]]
        sum.mutable.update(repeating: 0)
        while index < order.count, tokens[order[index]] == token {
          add(gradients + order[index] * dimensions, times: 1, to: sum.base, count: dimensions)
          index += 1
        }
        squaredNorm += sumOfSquares(sum.base, count: dimensions)
      }
      squaredNorms[example] = squaredNorm
    }
  }

  func accumulate(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, factors: UnsafePointer<Float>,
    isMeasured: Bool, into sum: UnsafeMutablePointer<Float>, keeping keep: Float
  ) {
    let dimensions = layer.output.channels
    if keep == 0 { sum.update(repeating: 0, count: layer.parameterCount) }
    for row in 0..<batch.count {
      for position in 0..<layer.input.count {
        add(
          outputGradients + row * layer.output.count + position * dimensions, times: factors[row / batch.copies],
          to: sum + layer.token(batch.input(row)[position]) * dimensions, count: dimensions)
      }
    }
  }
}

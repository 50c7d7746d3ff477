package import NumericalCore
package import PrivacyModel

/// Group normalisation: the channels in `groups` groups, each brought to mean 0 and variance 1 within the example, then
/// scaled and shifted channel by channel. With one group it is layer normalisation.
///
/// It looks at one example at a time, so that the per-example gradient that DP-SGD clips exists; batch normalisation mixes
/// examples and has none.
///
/// - Reference: Wu and He, "Group Normalization", equations 1, 2 and 7 of arXiv:1803.08494v3, with 1e-5 added to the variance.
package struct NormalisationLayer: Layer {
  package let input: ExampleShape
  let groups: Int

  /// - Parameter groups: A divisor of the channels.
  package init(groups: Int, on input: ExampleShape) {
    precondition(input.channels % groups == 0, "\(groups) groups must divide the \(input.channels) channels")
    (self.groups, self.input) = (groups, input)
  }

  package var output: ExampleShape { input }
  package var tensors: [ParameterTensor] {
    [ParameterTensor("weight", [input.channels]), ParameterTensor("bias", [input.channels])]
  }

  package func initialise(_ parameters: UnsafeMutableBufferPointer<Float>, using stream: inout RandomStream) {
    for channel in 0..<input.channels { parameters[channel] = 1 }
  }

  /// What is added to the variance.
  static let epsilon = 1e-5

  package func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double] {
    let (start, size) = (parameters.startIndex, input.channels / groups)
    var outputs = inputs
    for group in 0..<groups {
      let indices = inputs.indices.filter { $0 % input.channels / size == group }
      let mean = indices.reduce(0) { $0 + inputs[$1] } / Double(indices.count)
      let variance = indices.reduce(0) { $0 + (inputs[$1] - mean) * (inputs[$1] - mean) } / Double(indices.count)
      for index in indices {
        let channel = index % input.channels
        let normalised = (inputs[index] - mean) / (variance + Self.epsilon).squareRoot()
        outputs[index] = normalised * parameters[start + channel] + parameters[start + input.channels + channel]
      }
    }
    return outputs
  }

  package func makePass(capacity: Int, copies: Int) -> any LayerPass { NormalisationPass(self, capacity: capacity) }
}

private final class NormalisationPass: LayerPass {
  private let layer: NormalisationLayer
  /// (capacity, numbers): the normalised inputs.
  private let normalised: FloatBuffer
  /// (capacity, groups): 1 ÷ standard deviation.
  private let inverseDeviations: FloatBuffer
  /// (examples, 2 · channels): each example's gradient.
  private let exampleGradients: FloatBuffer

  init(_ layer: NormalisationLayer, capacity: Int) {
    self.layer = layer
    normalised = FloatBuffer(count: capacity * layer.input.count)
    inverseDeviations = FloatBuffer(count: capacity * layer.groups)
    exampleGradients = FloatBuffer(count: capacity * 2 * layer.input.channels)
  }

  private var channels: Int { layer.input.channels }
  private var groupSize: Int { channels / layer.groups }
  private var pixels: Int { layer.input.height * layer.input.width }

  /// Calls `body` with every index of a group within an example, and its channel.
  private func each(_ group: Int, _ body: (_ index: Int, _ channel: Int) -> Void) {
    for pixel in 0..<pixels {
      for channel in group * groupSize..<(group + 1) * groupSize { body(pixel * channels + channel, channel) }
    }
  }

  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>, into outputs: UnsafeMutablePointer<Float>) {
    let members = Float(pixels * groupSize)
    for row in 0..<batch.count {
      let (values, out) = (batch.input(row), outputs + row * layer.input.count)
      let kept = normalised.base + row * layer.input.count
      for group in 0..<layer.groups {
        var (mean, variance): (Float, Float) = (0, 0)
        each(group) { index, _ in mean += values[index] }
        mean /= members
        each(group) { index, _ in variance += (values[index] - mean) * (values[index] - mean) }
        let inverse = 1 / (variance / members + Float(NormalisationLayer.epsilon)).squareRoot()
        inverseDeviations.base[row * layer.groups + group] = inverse
        each(group) { index, channel in
          kept[index] = (values[index] - mean) * inverse
          out[index] = kept[index] * parameters[channel] + parameters[channels + channel]
        }
      }
    }
  }

  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, parameters: UnsafePointer<Float>,
    into inputGradients: UnsafeMutablePointer<Float>?
  ) {
    guard let inputGradients else { return }
    let members = Float(pixels * groupSize)
    for row in 0..<batch.count {
      let start = row * layer.input.count
      let (gradients, kept) = (outputGradients + start, normalised.base + start)
      for group in 0..<layer.groups {
        var (mean, projection): (Float, Float) = (0, 0)
        each(group) { index, channel in
          mean += gradients[index] * parameters[channel]
          projection += gradients[index] * parameters[channel] * kept[index]
        }
        (mean, projection) = (mean / members, projection / members)
        let inverse = inverseDeviations.base[row * layer.groups + group]
        each(group) { index, channel in
          inputGradients[start + index] =
            inverse * (gradients[index] * parameters[channel] - mean - kept[index] * projection)
        }
      }
    }
  }

  /// The gradients of an example: of the weights, then of the biases.
  private func fillExampleGradient(
    _ example: Int, copies: Int, _ outputGradients: UnsafePointer<Float>
  ) -> UnsafePointer<Float> {
    let own = exampleGradients.base + example * 2 * channels
    own.update(repeating: 0, count: 2 * channels)
    let start = example * copies * layer.input.count
    for pixel in 0..<copies * pixels {
      for channel in 0..<channels {
        let index = start + pixel * channels + channel
        own[channel] += outputGradients[index] * normalised.base[index]
        own[channels + channel] += outputGradients[index]
      }
    }
    return UnsafePointer(own)
  }

  func measure(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, into squaredNorms: UnsafeMutablePointer<Float>
  ) {
    for example in 0..<batch.examples {
      let own = fillExampleGradient(example, copies: batch.copies, outputGradients)
      squaredNorms[example] = sumOfSquares(own, count: 2 * channels)
    }
  }

  func accumulate(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, factors: UnsafePointer<Float>,
    isMeasured: Bool, into sum: UnsafeMutablePointer<Float>, keeping keep: Float
  ) {
    if keep == 0 { sum.update(repeating: 0, count: 2 * channels) }
    for example in 0..<batch.examples {
      let own =
        isMeasured
        ? UnsafePointer(exampleGradients.base + example * 2 * channels)
        : fillExampleGradient(example, copies: batch.copies, outputGradients)
      add(own, times: factors[example], to: sum, count: 2 * channels)
    }
  }
}

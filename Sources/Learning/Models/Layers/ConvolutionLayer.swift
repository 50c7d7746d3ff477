package import NumericalCore
package import PrivacyModel

/// Cross-correlation of an image with `channels` square kernels, plus a bias for each; weight (size, size, input
/// channels, channels) row-major.
///
/// ```
/// output[y, x, c] = bias[c] + Σ input[y·stride + i − before, x·stride + j − before, k] · weight[i, j, k, c]
/// ```
/// with zeros beyond the edges. `valid` padding adds none; `same` makes ⌈side / stride⌉ outputs of a side, and where the
/// zeros that needs are odd in number, the one more goes after.
package struct ConvolutionLayer: Layer {
  package let input: ExampleShape
  package let output: ExampleShape
  let size: Int
  let stride: Int
  let padding: Padding2D

  package init(input: ExampleShape, channels: Int, size: Int, stride: Int, padding: PaddingName) {
    (self.input, self.size, self.stride) = (input, size, stride)
    self.padding = Padding2D(padding, input, size: size, stride: stride)
    output = ExampleShape(
      height: padding.outputs(of: input.height, size: size, stride: stride),
      width: padding.outputs(of: input.width, size: size, stride: stride), channels: channels)
  }

  /// The numbers of a patch: what one output is made of.
  var patch: Int { size * size * input.channels }
  /// The outputs of one kernel.
  var positions: Int { output.height * output.width }

  package var tensors: [ParameterTensor] {
    [
      ParameterTensor("weight", [size, size, input.channels, output.channels]),
      ParameterTensor("bias", [output.channels]),
    ]
  }

  package func initialise(_ parameters: UnsafeMutableBufferPointer<Float>, using stream: inout RandomStream) {
    let weights = UnsafeMutableBufferPointer(rebasing: parameters[..<(patch * output.channels)])
    fillUniformly(weights, fanIn: patch, fanOut: size * size * output.channels, using: &stream)
  }

  package func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double] {
    let (weights, bias) = (Array(parameters), Array(parameters.suffix(output.channels)))
    var outputs: [Double] = []
    for y in 0..<output.height {
      for x in 0..<output.width {
        var values = bias
        for i in 0..<size {
          for j in 0..<size {
            let (row, column) = (y * stride + i - padding.top, x * stride + j - padding.left)
            guard (0..<input.height).contains(row), (0..<input.width).contains(column) else { continue }
            for k in 0..<input.channels {
              let value = inputs[(row * input.width + column) * input.channels + k]
              let weight = ((i * size + j) * input.channels + k) * output.channels
              for c in 0..<output.channels { values[c] += value * weights[weight + c] }
            }
          }
        }
        outputs += values
      }
    }
    return outputs
  }

  package func makePass(capacity: Int) -> any LayerPass { ConvolutionPass(self, capacity: capacity) }
}

extension PaddingName {
  /// How many outputs a side of `side` inputs has.
  package func outputs(of side: Int, size: Int, stride: Int) -> Int {
    switch self {
    case .same: (side + stride - 1) / stride
    case .valid: (side - size) / stride + 1
    }
  }
}

/// The zeros around an image.
struct Padding2D: Hashable, Sendable {
  let top: Int
  let left: Int
  /// The sides of the image with its zeros.
  let height: Int
  let width: Int

  init(_ name: PaddingName, _ shape: ExampleShape, size: Int, stride: Int) {
    func zeros(_ side: Int) -> (before: Int, total: Int) {
      let total = max(0, (name.outputs(of: side, size: size, stride: stride) - 1) * stride + size - side)
      return (total / 2, total)
    }
    let rows = name == .same ? zeros(shape.height) : (before: 0, total: 0)
    let columns = name == .same ? zeros(shape.width) : (before: 0, total: 0)
    (top, left) = (rows.before, columns.before)
    (height, width) = (shape.height + rows.total, shape.width + columns.total)
  }
}

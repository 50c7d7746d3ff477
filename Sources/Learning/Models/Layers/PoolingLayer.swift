internal import NumericalCore
package import PrivacyModel

/// The largest or the mean of each window of an image, channel by channel; windows that hang over the edge are left out.
package struct PoolingLayer: Layer {
  package enum Kind: Hashable, Sendable { case largest, mean }

  package let input: ExampleShape
  package let output: ExampleShape
  let kind: Kind
  let window: SlidingWindow

  package init(_ kind: Kind, on input: ExampleShape, size: Int, stride: Int) {
    (self.kind, self.input) = (kind, input)
    let valid = PaddingName.valid
    output = ExampleShape(
      height: valid.outputs(of: input.height, size: size, stride: stride),
      width: valid.outputs(of: input.width, size: size, stride: stride), channels: input.channels)
    window = SlidingWindow(
      width: input.width, channels: input.channels, size: size, stride: stride, outputHeight: output.height,
      outputWidth: output.width)
  }

  package var tensors: [ParameterTensor] { [] }

  /// Where the members of the window of output (y, x) begin in an image.
  func members(_ y: Int, _ x: Int) -> [Int] {
    (0..<window.size * window.size).map { place in
      let (row, column) = (y * window.stride + place / window.size, x * window.stride + place % window.size)
      return (row * input.width + column) * input.channels
    }
  }

  package func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double] {
    (0..<output.height).flatMap { y in
      (0..<output.width).flatMap { x in
        let members = members(y, x)
        return (0..<input.channels).map { channel in
          let values = members.map { inputs[$0 + channel] }
          return kind == .largest ? values.max() ?? 0 : values.reduce(0, +) / Double(values.count)
        }
      }
    }
  }

  package func makePass(capacity: Int) -> any LayerPass { PoolingPass(self, capacity: capacity) }
}

private final class PoolingPass: LayerPass {
  private let layer: PoolingLayer
  /// (capacity, outputs): the place of the largest in its window.
  private let places: UnsafeMutablePointer<UInt8>

  init(_ layer: PoolingLayer, capacity: Int) {
    self.layer = layer
    places = .allocate(capacity: capacity * layer.output.count)
  }

  deinit { places.deallocate() }

  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>, into outputs: UnsafeMutablePointer<Float>) {
    let size = layer.output.count
    for row in 0..<batch.count {
      let out = outputs + row * size
      switch layer.kind {
      case .largest: maxPool(batch.input(row), layer.window, into: out, places: places + row * size)
      case .mean:
        out.update(repeating: 0, count: size)
        eachMember { member, output, share in
          add(batch.input(row) + member, times: share, to: out + output, count: layer.input.channels)
        }
      }
    }
  }

  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, parameters: UnsafePointer<Float>,
    into inputGradients: UnsafeMutablePointer<Float>?
  ) {
    guard let inputGradients else { return }
    inputGradients.update(repeating: 0, count: batch.count * layer.input.count)
    for row in 0..<batch.count {
      let gradients = outputGradients + row * layer.output.count
      let image = inputGradients + row * layer.input.count
      switch layer.kind {
      case .largest: addMaxPoolGradients(gradients, places: places + row * layer.output.count, layer.window, to: image)
      case .mean:
        eachMember { member, output, share in
          add(gradients + output, times: share, to: image + member, count: layer.input.channels)
        }
      }
    }
  }

  /// Every pair of an input and the output whose mean it enters, with its share in it.
  private func eachMember(_ body: (_ member: Int, _ output: Int, _ share: Float) -> Void) {
    let (window, shape) = (layer.window, layer.output)
    let share = 1 / Float(window.size * window.size)
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        for i in 0..<window.size {
          for j in 0..<window.size {
            let member = ((y * window.stride + i) * window.width + x * window.stride + j) * window.channels
            body(member, (y * shape.width + x) * window.channels, share)
          }
        }
      }
    }
  }
}

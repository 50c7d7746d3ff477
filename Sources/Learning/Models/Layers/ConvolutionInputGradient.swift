internal import NumericalCore
internal import PrivacyModel

/// From the gradients at the outputs of a convolution to those at its inputs, one example at a time.
///
/// With stride 1 that is a convolution of the output gradients, zeros around them, with the kernels turned over; else
/// each output gradient times the weights is a patch of input gradients, and the patches are added up where they lie.
final class ConvolutionInputGradient {
  private let layer: ConvolutionLayer
  /// Stride 1: the kernels turned over, (size, size, channels, input channels). Else the weights transposed, (channels,
  /// patch).
  private let weights: FloatBuffer
  /// Stride 1: the output gradients in their frame of zeros. Else patches of input gradients.
  private let scratch: FloatBuffer
  /// Stride 1: where the patch of each input begins. Else the output gradients of each position.
  private let rows: UnsafeMutablePointer<UnsafePointer<Float>?>
  /// The padded image of input gradients, for patches to be added to.
  private let image: FloatBuffer
  private let frame: (before: (rows: Int, columns: Int), height: Int, width: Int)

  init(_ layer: ConvolutionLayer) {
    self.layer = layer
    let (input, output, padding) = (layer.input, layer.output, layer.padding)
    weights = FloatBuffer(count: layer.patch * output.channels)
    frame = (
      (layer.size - 1 - padding.top, layer.size - 1 - padding.left), input.height + layer.size - 1,
      input.width + layer.size - 1
    )
    if layer.stride == 1 {
      scratch = FloatBuffer(count: frame.height * frame.width * output.channels)
      image = FloatBuffer(count: 0)
      rows = .allocate(capacity: input.height * input.width)
      for y in 0..<input.height {
        for x in 0..<input.width {
          (rows + y * input.width + x).initialize(
            to: UnsafePointer(scratch.base) + (y * frame.width + x) * output.channels)
        }
      }
    } else {
      scratch = FloatBuffer(count: layer.positions * layer.patch)
      image = FloatBuffer(count: padding.height * padding.width * input.channels)
      rows = .allocate(capacity: layer.positions)
      rows.initialize(repeating: nil, count: layer.positions)
    }
  }

  deinit { rows.deallocate() }

  /// Takes in the weights for the examples to come.
  func prepare(weights original: UnsafePointer<Float>) {
    let (size, inputs, channels) = (layer.size, layer.input.channels, layer.output.channels)
    guard layer.stride == 1 else {
      for index in 0..<layer.patch {
        for channel in 0..<channels {
          weights.base[channel * layer.patch + index] = original[index * channels + channel]
        }
      }
      return
    }
    for place in 0..<size * size {
      let turned = size * size - 1 - place
      for input in 0..<inputs {
        for channel in 0..<channels {
          weights.base[(turned * channels + channel) * inputs + input] =
            original[(place * inputs + input) * channels + channel]
        }
      }
    }
  }

  func fill(_ inputGradients: UnsafeMutablePointer<Float>, from outputGradients: UnsafePointer<Float>) {
    if layer.stride == 1 {
      fillTurned(inputGradients, outputGradients)
    } else {
      addPatches(inputGradients, outputGradients)
    }
  }

  private func fillTurned(_ inputGradients: UnsafeMutablePointer<Float>, _ outputGradients: UnsafePointer<Float>) {
    let (input, output) = (layer.input, layer.output)
    let line = output.width * output.channels
    let start = scratch.base + (frame.before.rows * frame.width + frame.before.columns) * output.channels
    for y in 0..<output.height {
      (start + y * frame.width * output.channels).update(from: outputGradients + y * line, count: line)
    }
    multiply(
      ScatteredRows(
        rows, count: input.height * input.width, pieces: layer.size, length: layer.size * output.channels,
        stride: frame.width * output.channels), weights.base, columns: input.channels, startingFrom: nil,
      into: inputGradients)
  }

  private func addPatches(_ inputGradients: UnsafeMutablePointer<Float>, _ outputGradients: UnsafePointer<Float>) {
    let (input, output, padding) = (layer.input, layer.output, layer.padding)
    for position in 0..<layer.positions { rows[position] = outputGradients + position * output.channels }
    multiply(
      ScatteredRows(rows, count: layer.positions, length: output.channels), weights.base, columns: layer.patch,
      startingFrom: nil, into: scratch.base)
    image.mutable.update(repeating: 0)
    let (line, piece) = (padding.width * input.channels, layer.size * input.channels)
    for position in 0..<layer.positions {
      let (y, x) = (position / output.width * layer.stride, position % output.width * layer.stride)
      for i in 0..<layer.size {
        add(
          scratch.base + position * layer.patch + i * piece, times: 1,
          to: image.base + (y + i) * line + x * input.channels, count: piece)
      }
    }
    let corner = image.base + padding.top * line + padding.left * input.channels
    let inputLine = input.width * input.channels
    for y in 0..<input.height {
      (inputGradients + y * inputLine).update(from: corner + y * line, count: inputLine)
    }
  }
}

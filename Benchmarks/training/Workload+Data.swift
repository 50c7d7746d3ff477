internal import Foundation

/// The numbers of a workload out of one hash, so that another language can make the same.
extension Workload {
  /// The weights of one layer, (inputs, outputs) or (height, width, inputs, outputs), row-major; biases are 0.
  struct LayerWeights {
    let weights: [Float]
    let bias: [Float]
  }

  /// Uniform with mean 0 and variance 1, a record after the other; images are height, width, channel.
  func recordValues() -> [Float] {
    let count = records * input.reduce(1, *)
    return (0..<count).map { Float(3.0.squareRoot() * (2 * uniform(stream: 1, $0) - 1)) }
  }

  func labels() -> [Int] {
    (0..<records).map { Int(mixed(stream: 2, $0) % UInt64(classes)) }
  }

  /// Uniform with variance 1 / inputs.
  func firstWeights() -> [LayerWeights] {
    weightShapes().enumerated().map { index, shape in
      let scale = (3 / Double(shape.inputs)).squareRoot()
      let stream = UInt64(100 + index)
      return LayerWeights(
        weights: (0..<shape.inputs * shape.outputs).map { Float(scale * (2 * uniform(stream: stream, $0) - 1)) },
        bias: [Float](repeating: 0, count: shape.outputs))
    }
  }

  /// Inputs of one output, and outputs, of each layer that has weights.
  func weightShapes() -> [(inputs: Int, outputs: Int)] {
    var (shape, found) = (input, [(inputs: Int, outputs: Int)]())
    for layer in layers {
      switch layer {
      case .dense(let outputs, _):
        found.append((shape.reduce(1, *), outputs))
        shape = [outputs]
      case .convolution(let outputs, let size, let stride, let same):
        found.append((size * size * shape[2], outputs))
        shape = shape.prefix(2).map { same ? ($0 + stride - 1) / stride : ($0 - size) / stride + 1 } + [outputs]
      case .maximumPool(let size, let stride):
        shape = shape.prefix(2).map { ($0 - size) / stride + 1 } + [shape[2]]
      }
    }
    return found
  }

  var parameters: Int { weightShapes().reduce(0) { $0 + ($1.inputs + 1) * $1.outputs } }

  /// The indices of each step: the records of an epoch go by their hash, and what does not fill a batch is dropped.
  func batches(steps: Int) -> [[Int]] {
    let perEpoch = records / batch
    let epochs = (steps + perEpoch - 1) / perEpoch
    return (0..<epochs).flatMap { epoch in
      let keys = (0..<records).map { mixed(stream: UInt64(1000 + epoch), $0) }
      let order = (0..<records).sorted { keys[$0] < keys[$1] }
      return (0..<perEpoch).map { Array(order[$0 * batch..<($0 + 1) * batch]) }
    }.prefix(steps).map { $0 }
  }
}

/// The finaliser of SplitMix64 on a counter: `stream · 2⁴⁰ + index`, and the golden ratio.
private func mixed(stream: UInt64, _ index: Int) -> UInt64 {
  var word = (stream << 40) &+ UInt64(index) &+ 0x9E37_79B9_7F4A_7C15
  word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
  word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
  return word ^ (word >> 31)
}

/// In [0, 1), of 24 bits.
private func uniform(stream: UInt64, _ index: Int) -> Double {
  Double(mixed(stream: stream, index) >> 40) * 0x1p-24
}

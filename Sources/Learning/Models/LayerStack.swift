internal import NumericalCore
package import PrivacyModel

/// Layers one after the other, each taking what the one before gives; their parameters lie in the same order.
package struct LayerStack: Sendable {
  package let input: ExampleShape
  package let layers: [any Layer]

  package init(_ layers: [any Layer], on input: ExampleShape) {
    for (before, after) in zip(layers, layers.dropFirst()) {
      precondition(before.output.count == after.input.count, "\(before.output) cannot go into \(after.input)")
    }
    (self.layers, self.input) = (layers, input)
    groupSizes = layers.flatMap(\.groupSizes)
  }

  package var output: ExampleShape { layers.last?.output ?? input }
  package var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
  /// How many parameters each group has, a layer with parameters being a group; the groups lie one after the other.
  package let groupSizes: [Int]
  package var parameterGroups: Int { groupSizes.count }

  /// The layers' tensors in the order of the parameter vector, each named by the number of its layer.
  package var tensors: [ParameterTensor] {
    layers.enumerated().flatMap { number, layer in
      layer.tensors.map { ParameterTensor("\(number).\($0.name)", $0.shape) }
    }
  }

  func initialise(_ parameters: UnsafeMutableBufferPointer<Float>, using stream: inout RandomStream) {
    var offset = 0
    for layer in layers {
      let end = offset + layer.parameterCount
      layer.initialise(UnsafeMutableBufferPointer(rebasing: parameters[offset..<end]), using: &stream)
      offset = end
    }
  }

  func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double] {
    var (values, rest) = (inputs, parameters)
    for layer in layers {
      values = layer.evaluate(values, parameters: rest.prefix(layer.parameterCount))
      rest = rest.dropFirst(layer.parameterCount)
    }
    return values
  }
}

/// A batch on its way through a stack of layers, forth and back, in the order of `LayerPass`.
final class StackPass {
  private let stack: LayerStack
  private let passes: [any LayerPass]
  /// Of each layer: where its parameters begin, and its first group.
  private let offsets: [(parameters: Int, group: Int)]
  /// Of each layer: (capacity, outputs); a layer that works in place has those of the layer before, if that can spare them.
  private let outputs: [FloatBuffer]
  private let gradients: [FloatBuffer]
  /// Of each layer: where its outputs for each example begin.
  private let pointers: [UnsafeMutablePointer<UnsafePointer<Float>?>]

  init(_ stack: LayerStack, capacity: Int, copies: Int) {
    self.stack = stack
    let passes = stack.layers.map { $0.makePass(capacity: capacity, copies: copies) }
    self.passes = passes
    var (offset, group) = (0, 0)
    offsets = stack.layers.map { layer in
      defer { (offset, group) = (offset + layer.parameterCount, group + layer.parameterGroups) }
      return (offset, group)
    }
    var (outputs, gradients): ([FloatBuffer], [FloatBuffer]) = ([], [])
    for (index, (layer, pass)) in zip(stack.layers, passes).enumerated() {
      if pass.worksInPlace, index > 0, !passes[index - 1].needsOutputs, let last = outputs.last,
        let lastGradients = gradients.last
      {
        outputs.append(last)
        gradients.append(lastGradients)
      } else {
        outputs.append(FloatBuffer(count: capacity * layer.output.count))
        gradients.append(FloatBuffer(count: capacity * layer.output.count))
      }
    }
    (self.outputs, self.gradients) = (outputs, gradients)
    pointers = zip(stack.layers, outputs).map { layer, buffer in
      let rows = UnsafeMutablePointer<UnsafePointer<Float>?>.allocate(capacity: capacity)
      for row in 0..<capacity { (rows + row).initialize(to: UnsafePointer(buffer.base) + row * layer.output.count) }
      return rows
    }
  }

  deinit { for rows in pointers { rows.deallocate() } }

  /// The gradients at the outputs of the last layer, for the caller to fill in before `backward`.
  var outputGradients: UnsafeMutablePointer<Float> { gradients[gradients.count - 1].base }

  /// What comes into layer `index`.
  private func batch(_ index: Int, _ batch: LayerBatch) -> LayerBatch {
    guard index > 0 else { return batch }
    return LayerBatch(
      inputs: UnsafePointer(pointers[index - 1]), squaredNorms: nil, count: batch.count, copies: batch.copies,
      capacity: batch.capacity, dropout: batch.dropout)
  }

  /// The outputs of the last layer.
  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>) -> UnsafeMutablePointer<Float> {
    for (index, pass) in passes.enumerated() {
      pass.forward(
        self.batch(index, batch), parameters: parameters + offsets[index].parameters, into: outputs[index].base)
    }
    return outputs[outputs.count - 1].base
  }

  func backward(
    _ batch: LayerBatch, parameters: UnsafePointer<Float>, into inputGradients: UnsafeMutablePointer<Float>?
  ) {
    for (index, pass) in passes.enumerated().reversed() {
      pass.backward(
        gradients[index].base, self.batch(index, batch), parameters: parameters + offsets[index].parameters,
        into: index > 0 ? gradients[index - 1].base : inputGradients)
    }
  }

  func measure(_ batch: LayerBatch, into squaredNorms: UnsafeMutablePointer<Float>) {
    for (index, pass) in passes.enumerated() where stack.layers[index].parameterGroups > 0 {
      pass.measure(
        gradients[index].base, self.batch(index, batch), into: squaredNorms + offsets[index].group * batch.capacity)
    }
  }

  func accumulate(
    _ batch: LayerBatch, factors: UnsafePointer<Float>, isMeasured: Bool, into sum: UnsafeMutablePointer<Float>,
    keeping keep: Float
  ) {
    for (index, pass) in passes.enumerated() where stack.layers[index].parameterGroups > 0 {
      pass.accumulate(
        gradients[index].base, self.batch(index, batch), factors: factors + offsets[index].group * batch.capacity,
        isMeasured: isMeasured, into: sum + offsets[index].parameters, keeping: keep)
    }
  }
}

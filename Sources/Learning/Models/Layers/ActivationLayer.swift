internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The same function of every number; GELU is x Φ(x) with the exact normal distribution function Φ.
package struct ActivationLayer: Layer {
  package let input: ExampleShape
  package let name: ActivationName

  package init(_ name: ActivationName, on input: ExampleShape) {
    (self.name, self.input) = (name, input)
  }

  package var output: ExampleShape { input }
  package var tensors: [ParameterTensor] { [] }

  package func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double] {
    switch name {
    case .relu: inputs.map { max($0, 0) }
    case .tanh: inputs.map { tanh($0) }
    case .gelu: inputs.map { $0 * 0.5 * erfc(-$0 * 0.5.squareRoot()) }
    }
  }

  package func makePass(capacity: Int, copies: Int) -> any LayerPass { ActivationPass(self, capacity: capacity) }
}

private final class ActivationPass: LayerPass {
  private let name: ActivationName
  private let size: Int
  /// What backward needs: the outputs of ReLU and tanh, the derivatives of GELU.
  private var kept: UnsafeMutablePointer<Float>?
  private let derivatives: FloatBuffer

  init(_ layer: ActivationLayer, capacity: Int) {
    (name, size) = (layer.name, layer.input.count)
    derivatives = FloatBuffer(count: name == .gelu ? capacity * size : 0)
  }

  var worksInPlace: Bool { true }
  var needsOutputs: Bool { name != .gelu }

  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>, into outputs: UnsafeMutablePointer<Float>) {
    let count = batch.count * size
    batch.copyInputs(to: outputs, size: size)
    kept = outputs
    switch name {
    case .relu: applyReLU(outputs, count: count)
    case .tanh: applyTanh(outputs, count: count)
    case .gelu:
      for index in 0..<count {
        let x = outputs[index]
        let distribution = 0.5 * erfc(-x * Float(0.5).squareRoot())
        derivatives.base[index] = distribution + x * exp(-x * x / 2) / (2 * Float.pi).squareRoot()
        outputs[index] = x * distribution
      }
    }
  }

  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, parameters: UnsafePointer<Float>,
    into inputGradients: UnsafeMutablePointer<Float>?
  ) {
    guard let inputGradients, let kept else { return }
    let count = batch.count * size
    if inputGradients != outputGradients { inputGradients.update(from: outputGradients, count: count) }
    switch name {
    case .relu: multiplyByReLUDerivative(of: kept, inputGradients, count: count)
    case .tanh: multiplyByTanhDerivative(of: kept, inputGradients, count: count)
    case .gelu: for index in 0..<count { inputGradients[index] *= derivatives.base[index] }
    }
  }
}

extension LayerBatch {
  /// Copies every example's inputs to where a layer that works in place wants them, unless they are there.
  func copyInputs(to outputs: UnsafeMutablePointer<Float>, size: Int) {
    for row in 0..<count where input(row) != UnsafePointer(outputs + row * size) {
      (outputs + row * size).update(from: input(row), count: size)
    }
  }
}

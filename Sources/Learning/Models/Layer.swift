package import NumericalCore
package import PrivacyModel

/// One stage of a network: a function of an example and of its own parameters.
///
/// Adding a layer is one file: this protocol for what it is, a `LayerPass` for how a batch goes through it.
package protocol Layer: Sendable {
  var input: ExampleShape { get }
  var output: ExampleShape { get }
  /// Its parameters, in the order in which they lie in the parameter vector; empty for a layer without.
  var tensors: [ParameterTensor] { get }
  /// How many parameters each part of the layer has that has any: one number or none, and more for a layer made of layers.
  var groupSizes: [Int] { get }

  /// Sets the parameters, which are zeros, to their values at the start of training.
  func initialise(_ parameters: UnsafeMutableBufferPointer<Float>, using stream: inout RandomStream)

  /// The outputs for one example, by the definition and in double precision: slow, and what the pass is held to.
  /// Dropout leaves everything in.
  func evaluate(_ inputs: [Double], parameters: ArraySlice<Double>) -> [Double]

  /// Working memory for batches of up to `capacity` rows, of which so many in a row are copies of one example.
  func makePass(capacity: Int, copies: Int) -> any LayerPass
}

extension Layer {
  package var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }
  package var groupSizes: [Int] { tensors.isEmpty ? [] : [parameterCount] }
  var parameterGroups: Int { groupSizes.count }
  package func initialise(_ parameters: UnsafeMutableBufferPointer<Float>, using stream: inout RandomStream) {}
}

/// A part of the parameter vector.
package struct ParameterTensor: Hashable, Sendable {
  /// Within its layer, such as `weight`.
  package let name: String
  /// Row-major.
  package let shape: [Int]

  package init(_ name: String, _ shape: [Int]) {
    (self.name, self.shape) = (name, shape)
  }

  package var count: Int { shape.reduce(1, *) }
}

/// A batch on its way through a layer, forth and back: the calls come in the order in which they stand here.
///
/// Tables have one row for each example, or one for each of its copies, which augmentation makes: an example's gradient is
/// then the sum over its copies, and norms and factors go by examples. `LayerBatch.count` rows are in use.
package protocol LayerPass: AnyObject {
  /// Whether outputs may lie where the inputs were, and output gradients where input gradients will be.
  var worksInPlace: Bool { get }

  /// Whether `backward` looks at the outputs, so that the next layer may not write over them.
  var needsOutputs: Bool { get }

  /// Fills in `outputs`, (examples, outputs). The pass may keep what `batch.inputs` points to.
  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>, into outputs: UnsafeMutablePointer<Float>)

  /// Fills in the gradients of each example's loss at the inputs, from those at the outputs; nil where nobody asks.
  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, parameters: UnsafePointer<Float>,
    into inputGradients: UnsafeMutablePointer<Float>?)

  /// Fills in the squared ℓ2 norm of each example's gradient at the parameters, a row of `capacity` for each group.
  func measure(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, into squaredNorms: UnsafeMutablePointer<Float>)

  /// `sum` = keep · `sum` + the gradients of all examples at the parameters, each times its factor.
  ///
  /// `factors` has a row of `capacity` for each group. Calls for the same batch end here: the output gradients may be
  /// overwritten.
  /// - Parameters:
  ///   - isMeasured: Whether `measure` was called for this batch.
  ///   - keep: 0, whatever `sum` holds, or 1.
  func accumulate(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, factors: UnsafePointer<Float>,
    isMeasured: Bool, into sum: UnsafeMutablePointer<Float>, keeping keep: Float)
}

extension LayerPass {
  package var worksInPlace: Bool { false }
  package var needsOutputs: Bool { false }

  package func measure(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, into squaredNorms: UnsafeMutablePointer<Float>
  ) {}

  package func accumulate(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, factors: UnsafePointer<Float>,
    isMeasured: Bool, into sum: UnsafeMutablePointer<Float>, keeping keep: Float
  ) {}
}

/// What comes into a layer.
package struct LayerBatch {
  /// Where each example's inputs begin.
  package let inputs: UnsafePointer<UnsafePointer<Float>?>
  /// The squared ℓ2 norm of each example's inputs, where it is known already.
  package let squaredNorms: UnsafePointer<Float>?
  /// Rows in use: `copies` for each example.
  package let count: Int
  package let copies: Int
  /// The most examples that there may be: the length of a row of norms and factors.
  package let capacity: Int
  /// Where dropout draws from; nil leaves everything in.
  package let dropout: DropoutStream?

  var examples: Int { count / copies }

  func input(_ row: Int) -> UnsafePointer<Float> {
    guard let input = inputs[row] else { preconditionFailure("row \(row) has no input") }
    return input
  }
}

/// The stream of a step that decides which units are dropped, and how many rows of the step came before this batch.
package struct DropoutStream {
  package let trial: TrialIdentity
  package let step: Int
  package let rowsBefore: Int
}

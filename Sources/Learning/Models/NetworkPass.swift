internal import NumericalCore
internal import PrivacyModel

/// The working memory of a batch on its way through a network: activations and gradients, the norm of each example's
/// gradient, and sums of the gradients with a factor each.
///
/// Examples are given by where their features lie, and are not copied: whoever owns them keeps them until the batch is
/// forgotten. One object serves one thread at a time.
package final class NetworkPass {
  package let network: Network
  /// The most examples that a batch may have.
  package let capacity: Int
  /// How many copies of each example go through, one after the other.
  package let copies: Int
  /// Rows: examples, or copies of them.
  private var rows = 0
  private let pass: StackPass
  private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
  private let inputNorms: FloatBuffer
  private let labels: UnsafeMutablePointer<Int32>
  /// Of each row.
  private let lossBuffer: FloatBuffer
  private let normBuffer: FloatBuffer
  private let factorBuffer: FloatBuffer
  private var dropout: DropoutStream?

  package init(_ network: Network, capacity: Int, copies: Int = 1) {
    precondition(capacity > 0 && copies > 0, "a batch has room for an example, and an example has a copy")
    (self.network, self.capacity, self.copies) = (network, capacity, copies)
    pass = StackPass(network.stack, capacity: capacity * copies, copies: copies)
    inputs = .allocate(capacity: capacity * copies)
    inputs.initialize(repeating: nil, count: capacity * copies)
    labels = .allocate(capacity: capacity * copies)
    inputNorms = FloatBuffer(count: capacity * copies)
    lossBuffer = FloatBuffer(count: capacity * copies)
    normBuffer = FloatBuffer(count: network.stack.parameterGroups * capacity)
    factorBuffer = FloatBuffer(count: network.stack.parameterGroups * capacity)
  }

  deinit {
    inputs.deallocate()
    labels.deallocate()
  }

  /// How many examples should go through `network` together: as many as keep the activations near the processor.
  ///
  /// It depends on the network alone, so that sums of floats do not depend on anything else.
  package static func suitableCapacity(for network: Network) -> Int {
    let perExample = network.stack.layers.reduce(0) { $0 + 2 * $1.output.count + $1.input.count }
    return min(max((1 << 19) / max(perExample, 1), 16), 256)
  }

  /// How many examples are in the batch.
  package var count: Int { rows / copies }
  /// The sum over the batch of the losses, each the mean over the copies of an example.
  package var lossSum: Float { lossBuffer.buffer.prefix(rows).reduce(0, +) / Float(copies) }
  /// (groups, capacity): the squared norm of each example's gradient in each group of parameters.
  package var squaredNorms: UnsafePointer<Float> { UnsafePointer(normBuffer.base) }
  /// (groups, capacity): what each example's gradient is multiplied by in `accumulate`.
  package var factors: UnsafeMutablePointer<Float> { factorBuffer.base }

  /// Forgets the batch.
  ///
  /// - Parameter dropout: Where dropout draws from while this batch is in; nil leaves everything in.
  package func removeAll(dropout: DropoutStream? = nil) {
    rows = 0
    self.dropout = dropout
  }

  /// Adds an example, or its next copy, whose features stay where they are until the batch is forgotten.
  ///
  /// - Parameter squaredNorm: Of its features.
  package func append(_ features: UnsafePointer<Float>, squaredNorm: Float, label: Int32) {
    precondition(rows < capacity * copies, "a batch has room for \(capacity) examples")
    inputs[rows] = features
    inputNorms.base[rows] = squaredNorm
    labels[rows] = label
    rows += 1
  }

  private var batch: LayerBatch {
    LayerBatch(
      inputs: UnsafePointer(inputs), squaredNorms: UnsafePointer(inputNorms.base), count: rows, copies: copies,
      capacity: capacity, dropout: dropout)
  }

  /// The outputs of the last layer, (rows, outputs), at `parameters`.
  ///
  /// - Parameter parameters: Readable 15 floats beyond their end.
  package func predict(parameters: UnsafePointer<Float>) -> UnsafeMutablePointer<Float> {
    pass.forward(batch, parameters: parameters)
  }

  /// Fills in losses and output gradients at `parameters`, and where asked the squared norms.
  ///
  /// - Parameter parameters: Readable 15 floats beyond their end.
  package func run(parameters: UnsafePointer<Float>, measuring: Bool) {
    let (batch, columns) = (batch, network.stack.output.count)
    let outputs = pass.forward(batch, parameters: parameters)
    let gradients = pass.outputGradients
    gradients.update(from: outputs, count: rows * columns)
    network.loss.fillGradients(gradients, rows: rows, columns: columns, labels: labels, losses: lossBuffer.base)
    // The gradient of an example is the mean over its copies.
    if copies > 1 { for index in 0..<rows * columns { gradients[index] /= Float(copies) } }
    pass.backward(batch, parameters: parameters, into: nil)
    if measuring { pass.measure(batch, into: normBuffer.base) }
  }

  /// `sum` = keep · `sum` + the gradients of all examples, each times its factor in its group; ends the batch.
  ///
  /// - Parameters:
  ///   - areMeasured: What `run` was told.
  ///   - keep: 0, whatever `sum` holds, or 1.
  package func accumulate(areMeasured: Bool, into sum: UnsafeMutablePointer<Float>, keeping keep: Float) {
    pass.accumulate(batch, factors: factorBuffer.base, isMeasured: areMeasured, into: sum, keeping: keep)
  }
}

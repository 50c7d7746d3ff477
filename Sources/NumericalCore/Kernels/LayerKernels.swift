internal import CKernels

/// Turns (rows, columns) logits into softmax − one-hot label; `losses` gets the cross-entropies in nats.
///
/// `logits` must be readable 15 floats beyond its end (see `FloatBuffer`). All of these kernels give the same bits for
/// every instruction set.
package func softmaxGradient(
  _ logits: UnsafeMutablePointer<Float>, rows: Int, columns: Int, labels: UnsafePointer<Int32>,
  losses: UnsafeMutablePointer<Float>, instructionSet: InstructionSet = .best
) {
  ckernels_softmax_gradient(logits, rows, columns, labels, losses, instructionSet.kernelLevel)
}

/// Replaces every value x by tanh x, within 2e-7; `values` must be readable 15 floats beyond its end.
package func applyTanh(
  _ values: UnsafeMutablePointer<Float>, count: Int, instructionSet: InstructionSet = .best
) {
  ckernels_tanh(values, count, instructionSet.kernelLevel)
}

/// Replaces every value x by max(x, 0).
package func applyReLU(
  _ values: UnsafeMutablePointer<Float>, count: Int, instructionSet: InstructionSet = .best
) {
  ckernels_relu(values, count, instructionSet.kernelLevel)
}

/// Multiplies `gradients` by the derivative of tanh, given its outputs.
package func multiplyByTanhDerivative(
  of outputs: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, count: Int,
  instructionSet: InstructionSet = .best
) {
  ckernels_tanh_gradient(outputs, gradients, count, instructionSet.kernelLevel)
}

/// Multiplies `gradients` by the derivative of max(x, 0), given its outputs; it is 0 at 0.
package func multiplyByReLUDerivative(
  of outputs: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, count: Int,
  instructionSet: InstructionSet = .best
) {
  ckernels_relu_gradient(outputs, gradients, count, instructionSet.kernelLevel)
}

/// Multiplies the rows of example e in (examples, rows, columns) `values` by `factors[e]`, then adds them to `columnSums`.
package func scaleRows(
  _ values: UnsafeMutablePointer<Float>, examples: Int, rows: Int = 1, columns: Int, by factors: UnsafePointer<Float>,
  addingTo columnSums: UnsafeMutablePointer<Float>, instructionSet: InstructionSet = .best
) {
  ckernels_scale_rows(values, examples, rows, columns, factors, columnSums, instructionSet.kernelLevel)
}

/// `norms` = the squared ℓ2 norm of each of the rows of (rows, columns) `values`, which must be readable 15 floats beyond
/// its end.
package func squaredNorms(
  of values: UnsafePointer<Float>, rows: Int, columns: Int, into norms: UnsafeMutablePointer<Float>,
  instructionSet: InstructionSet = .best
) {
  ckernels_squared_norms(nil, values, rows, columns, norms, instructionSet.kernelLevel)
}

/// The same for rows that each lie where their pointer says.
package func squaredNorms(
  ofRows rows: UnsafePointer<UnsafePointer<Float>?>, count: Int, columns: Int,
  into norms: UnsafeMutablePointer<Float>, instructionSet: InstructionSet = .best
) {
  ckernels_squared_norms(rows, nil, count, columns, norms, instructionSet.kernelLevel)
}

/// `sums` = the sum of the rows of (rows, columns) `values`.
package func sumRows(
  _ values: UnsafePointer<Float>, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Float>,
  instructionSet: InstructionSet = .best
) {
  ckernels_column_sums(values, rows, columns, sums, instructionSet.kernelLevel)
}

/// Adds `factor` times `vector` to `sum`.
package func add(
  _ vector: UnsafePointer<Float>, times factor: Float, to sum: UnsafeMutablePointer<Float>, count: Int,
  instructionSet: InstructionSet = .best
) {
  ckernels_add_scaled(vector, factor, sum, count, instructionSet.kernelLevel)
}

/// How a window slides over an image of (height, width, channels).
package struct SlidingWindow: Hashable, Sendable {
  package let width: Int
  package let channels: Int
  package let size: Int
  package let stride: Int
  package let outputHeight: Int
  package let outputWidth: Int

  package init(width: Int, channels: Int, size: Int, stride: Int, outputHeight: Int, outputWidth: Int) {
    (self.width, self.channels, self.size, self.stride) = (width, channels, size, stride)
    (self.outputHeight, self.outputWidth) = (outputHeight, outputWidth)
  }
}

/// The largest of each window and channel, and its place in the window.
package func maxPool(
  _ image: UnsafePointer<Float>, _ window: SlidingWindow, into out: UnsafeMutablePointer<Float>,
  places: UnsafeMutablePointer<Int32>, instructionSet: InstructionSet = .best
) {
  ckernels_max_pool(
    image, window.width, window.channels, window.size, window.stride, window.outputHeight, window.outputWidth, out,
    places, instructionSet.kernelLevel)
}

/// Adds each of the `gradients` to `image` at the place that was largest.
package func addMaxPoolGradients(
  _ gradients: UnsafePointer<Float>, places: UnsafePointer<Int32>, _ window: SlidingWindow,
  to image: UnsafeMutablePointer<Float>, instructionSet: InstructionSet = .best
) {
  ckernels_max_pool_gradient(
    gradients, places, window.width, window.channels, window.size, window.stride, window.outputHeight,
    window.outputWidth, image, instructionSet.kernelLevel)
}

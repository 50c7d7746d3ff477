internal import CKernels

extension RandomStream {
  /// Adds `standardDeviation` times an independent standard normal to every element of `values`.
  ///
  /// Single-precision Box–Muller on this stream's Philox words from their beginning; element i gets the same normal
  /// whatever the count and the instruction set. A stream serves either this or `next()`, never both.
  ///
  /// - Accuracy: a normal is at most 6.66 in absolute value (probability beyond it 3e-11) and within 1e-6 of the
  ///   double-precision transform of the same words, relative to its radius.
  package func addGaussian(
    standardDeviation: Float, to values: UnsafeMutableBufferPointer<Float>, instructionSet: InstructionSet = .best
  ) {
    precondition(values.count <= 1 << 34, "a stream has 2^34 words, asked for \(values.count)")
    let address = kernelAddress
    withUnsafeBytes(of: address.key) { key in
      withUnsafeBytes(of: address.stream) { stream in
        ckernels_add_gaussian(
          values.baseAddress, values.count, standardDeviation,
          key.baseAddress?.assumingMemoryBound(to: UInt32.self),
          stream.baseAddress?.assumingMemoryBound(to: UInt32.self),
          instructionSet.kernelLevel)
      }
    }
  }
}

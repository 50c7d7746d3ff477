internal import CKernels

extension RandomStream {
  /// How many Laplace numbers a stream has.
  package static let laplaceNumbers = 1 << 33

  /// Adds `scale` times an independent Laplace number, of density e^−|x| / 2, to every element: number `first` + i of
  /// this stream to element i, a function of the stream and of first + i alone.
  ///
  /// Two Philox words each: a sign, and −ln of a uniform number of 63 bits in single precision.
  ///
  /// - Accuracy: a number is at most 64 ln 2 = 44.4 in absolute value (probability beyond it 5e-20) and within 1e-6 of the
  ///   double-precision transform of the same words, relative to the larger of it and 1.
  package func addLaplace(
    scale: Float, to values: UnsafeMutableBufferPointer<Float>, first: Int = 0, instructionSet: InstructionSet = .best
  ) {
    precondition(
      first >= 0 && first <= Self.laplaceNumbers && values.count <= Self.laplaceNumbers - first,
      "a stream has 2^33 Laplace numbers, asked for \(values.count) from \(first) on")
    withUnsafePointer(to: kernelAddress) {
      ckernels_add_laplace(values.baseAddress, values.count, first, scale, $0, instructionSet.kernelLevel)
    }
  }
}

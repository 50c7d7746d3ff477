internal import CKernels

/// Independent standard normals of a stream, many at once: normal i is a function of the stream and of i alone, whatever
/// the count and the instruction set.
///
/// Single-precision Box–Muller on this stream's Philox words from their beginning. A stream serves normals, words in bulk,
/// Laplace numbers or `next()`, never two of them.
///
/// - Accuracy: a normal is at most 6.77 in absolute value (probability beyond it 1.3e-11). With r the radius of its pair,
///   it is within 1e-6 r + 6e-8 / r of the exact transform of the same words, and never further than 3e-4 from it. The
///   probability of a normal beyond 6 is within 0.2 % of the law's, as that of 32-bit radius words is.
extension RandomStream {
  /// How many normals a stream has.
  package static let normals = 1 << 34

  /// Adds `standardDeviation` times a normal to every element: normal `first` + i to element i.
  package func addGaussian(
    standardDeviation: Float, to values: UnsafeMutableBufferPointer<Float>, first: Int = 0,
    instructionSet: InstructionSet = .best
  ) {
    checkNormals(first: first, count: values.count)
    withUnsafePointer(to: kernelAddress) {
      ckernels_add_gaussian(
        values.baseAddress, values.count, first, standardDeviation, $0, instructionSet.kernelLevel)
    }
  }

  /// A step of gradient descent on a noisy sum: parameterᵢ −= rate × (sumᵢ + standardDeviation × normalᵢ).
  package func descend(
    _ parameters: UnsafeMutableBufferPointer<Float>, along sum: UnsafeBufferPointer<Float>, rate: Float,
    standardDeviation: Float, instructionSet: InstructionSet = .best
  ) {
    precondition(sum.count == parameters.count, "\(parameters.count) parameters but a sum of \(sum.count)")
    checkNormals(first: 0, count: sum.count)
    withUnsafePointer(to: kernelAddress) {
      ckernels_descend(
        parameters.baseAddress, sum.baseAddress, sum.count, rate, standardDeviation, $0, instructionSet.kernelLevel)
    }
  }

  /// The inner product of a direction with the normals, which are not stored.
  ///
  /// - Accuracy: products and sums of 64 terms in single precision, sums of those in double.
  package func gaussianProjection(
    on direction: UnsafeBufferPointer<Float>, instructionSet: InstructionSet = .best
  ) -> Double {
    checkNormals(first: 0, count: direction.count)
    return withUnsafePointer(to: kernelAddress) {
      ckernels_project_gaussian(direction.baseAddress, direction.count, $0, instructionSet.kernelLevel)
    }
  }

  /// Of the draws first ..< first + count, how many have a normal above the cutoff of their coin, by coin.
  ///
  /// - Parameters:
  ///   - coins: Bit b % 32 of word b / 32 is the coin of draw 64 ⌊first / 64⌋ + b, for the groups of 64 that the draws
  ///     lie in.
  ///   - cutoffs: Under coin 0 and under coin 1.
  package func countGaussian(
    above cutoffs: (Float, Float), coins: UnsafeBufferPointer<UInt32>, first: Int = 0, count: Int,
    instructionSet: InstructionSet = .best
  ) -> (Int, Int) {
    checkNormals(first: first, count: count)
    precondition(
      coins.count >= 2 * ((first + count + 63) / 64 - first / 64), "\(coins.count) words of coins for \(count) draws")
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 2) { counts in
      withUnsafePointer(to: kernelAddress) { stream in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { both in
          (both[0], both[1]) = cutoffs
          ckernels_count_gaussian(
            counts.baseAddress, coins.baseAddress, count, first, both.baseAddress, stream, instructionSet.kernelLevel)
        }
      }
      return (counts[0], counts[1])
    }
  }

  private func checkNormals(first: Int, count: Int) {
    precondition(
      first >= 0 && first <= Self.normals && count <= Self.normals - first,
      "a stream has 2^34 normals, asked for \(count) from \(first) on")
  }
}

internal import CKernels

/// Weighted sums over angles θⱼ that turn by a step each, nodes of even and of odd index apart.
package struct RotatedSums: Hashable, Sendable {
  /// Σ w sin²θ over the even and over the odd nodes.
  package let evenSquares, oddSquares: Double
  /// Σ w sin θ cos θ over the even and over the odd nodes.
  package let evenProducts, oddProducts: Double

  /// Turns every angle by its step and sums.
  ///
  /// The five buffers are equally long, a multiple of 8; none overlaps one that is written.
  ///
  /// - Parameters:
  ///   - cosines: cos θ, turned in place.
  ///   - sines: sin θ, turned in place.
  ///   - stepCosines: The cosines of the steps.
  ///   - stepSines: The sines of the steps.
  ///   - instructionSet: Results do not depend on it.
  package init(
    turning cosines: UnsafeMutableBufferPointer<Double>, _ sines: UnsafeMutableBufferPointer<Double>,
    stepCosines: UnsafeBufferPointer<Double>, stepSines: UnsafeBufferPointer<Double>,
    weights: UnsafeBufferPointer<Double>, instructionSet: InstructionSet = .best
  ) {
    let count = weights.count
    precondition(count % 8 == 0, "nodes come in eights, got \(count)")
    precondition(cosines.count == count && sines.count == count, "as many angles as weights")
    precondition(stepCosines.count == count && stepSines.count == count, "as many steps as weights")
    (evenSquares, oddSquares, evenProducts, oddProducts) = withUnsafeTemporaryAllocation(
      of: Double.self, capacity: 4
    ) { sums in
      ckernels_rotated_sums(
        cosines.baseAddress, sines.baseAddress, stepCosines.baseAddress, stepSines.baseAddress, weights.baseAddress,
        count, sums.baseAddress, instructionSet.kernelLevel)
      return (sums[0], sums[1], sums[2], sums[3])
    }
  }
}

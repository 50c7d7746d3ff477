internal import CKernels

/// Sums over the nodes of a quadrature rule for E[e^cL], relative to the largest term of it.
///
/// With node j of density e^logsⱼ and loss Lⱼ, and wⱼ = exp(logsⱼ + c Lⱼ − peak).
package struct TiltedSums: Hashable, Sendable {
  /// The largest logsⱼ + c Lⱼ.
  package let peak: Double
  /// Σ w, Σ w L and Σ w L².
  package let total, first, second: Double
  /// Σ (−1)ʲ wⱼ: by how much the rules on the even and on the odd nodes alone differ.
  package let alternating: Double

  /// - Parameters:
  ///   - logs: As many as losses, a multiple of 8; a padding node has log −1e300 and loss 0.
  ///   - tilt: c.
  ///   - weights: Where given, gets the w of the nodes; as long as `logs`. Those below e^−700 come as that.
  ///   - instructionSet: Results do not depend on it.
  /// - Accuracy: a weight is within 1e-15 relative of the exponential of its rounded exponent.
  package init(
    logs: UnsafeBufferPointer<Double>, losses: UnsafeBufferPointer<Double>, tilt: Double,
    weights: UnsafeMutableBufferPointer<Double>? = nil, instructionSet: InstructionSet = .best
  ) {
    precondition(logs.count % 8 == 0, "nodes come in eights, got \(logs.count)")
    precondition(losses.count == logs.count, "\(logs.count) logs but \(losses.count) losses")
    if let weights { precondition(weights.count == logs.count, "\(logs.count) logs but \(weights.count) weights") }
    self = withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { sums in
      let peak = ckernels_tilted_sums(
        logs.baseAddress, losses.baseAddress, logs.count, tilt, weights?.baseAddress, sums.baseAddress,
        instructionSet.kernelLevel)
      return TiltedSums(peak: peak, total: sums[0], first: sums[1], second: sums[2], alternating: sums[3])
    }
  }

  private init(peak: Double, total: Double, first: Double, second: Double, alternating: Double) {
    (self.peak, self.total, self.first, self.second) = (peak, total, first, second)
    self.alternating = alternating
  }
}

/// Decides by how much each example's gradient is shrunk.
package protocol ClippingRule: Sendable {
  /// The factor for a gradient of this squared ℓ2 norm.
  func factor(squaredNorm: Float) -> Float
}

/// min(1, C ÷ norm): no gradient is longer than the clip norm C, to within the rounding of single precision.
package struct FlatClipping: ClippingRule {
  package let clipNorm: Float

  package init(clipNorm: Float) {
    precondition(clipNorm > 0 && clipNorm.isFinite, "a clip norm is positive and finite, got \(clipNorm)")
    self.clipNorm = clipNorm
  }

  package func factor(squaredNorm: Float) -> Float {
    let norm = squaredNorm.squareRoot()
    return norm > clipNorm ? clipNorm / norm : 1
  }
}

package import PrivacyModel

/// min(1, C ÷ norm): no gradient is longer than the clip norm C, to within the rounding of single precision.
package struct FlatClipping: ClippingRule {
  package let clipNorm: Float

  package init(clipNorm: Float) {
    precondition(clipNorm > 0 && clipNorm.isFinite, "a clip norm is positive and finite, got \(clipNorm)")
    self.clipNorm = clipNorm
  }

  /// The factor for a gradient of this squared ℓ2 norm.
  package func factor(squaredNorm: Float) -> Float {
    let norm = squaredNorm.squareRoot()
    return norm > clipNorm ? clipNorm / norm : 1
  }

  package func begin(in trial: TrialIdentity) -> any ClippingRun {
    WholeGradientClipping(sensitivity: clipNorm, factor: factor)
  }
}

/// A fixed rule that gives all groups of an example the same factor, by the norm of its whole gradient.
final class WholeGradientClipping: ClippingRun {
  let sensitivity: Float
  private let factor: (Float) -> Float

  /// - Parameter factor: From the squared ℓ2 norm of a gradient to what it is multiplied by.
  init(sensitivity: Float, factor: @escaping (Float) -> Float) {
    (self.sensitivity, self.factor) = (sensitivity, factor)
  }

  func fill(
    _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
    examples: Int
  ) {
    for example in 0..<examples {
      let factor = factor(sumOfColumn(squaredNorms + example, rows: groups, stride: capacity))
      for group in 0..<groups { factors[group * capacity + example] = factor }
    }
  }

  func endStep(_ step: Int, expectedBatchSize: Double) {}

  var state: [Double] {
    get { [] }
    set { precondition(newValue.isEmpty, "this clipping rule remembers nothing") }
  }
}

/// The squared norm of a whole gradient, from those of its groups.
func sumOfColumn(_ column: UnsafePointer<Float>, rows: Int, stride: Int) -> Float {
  var sum: Float = 0
  for row in 0..<rows { sum += column[row * stride] }
  return sum
}

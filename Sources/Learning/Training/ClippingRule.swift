package import PrivacyModel

/// Decides by how much each example's gradient is shrunk.
package protocol ClippingRule: Sendable {
  /// Whether factors depend on norms; where not, norms are not computed.
  var needsNorms: Bool { get }
  func begin(in trial: TrialIdentity) -> any ClippingRun
}

extension ClippingRule {
  package var needsNorms: Bool { true }
}

/// Clipping in one training run.
package protocol ClippingRun: AnyObject {
  /// The ℓ2 norm that no example's weighted gradient exceeds in the current step: the sensitivity of the sum.
  var sensitivity: Float { get }

  /// Fills in the factor of every example's gradient in every parameter group; a layer with parameters is a group.
  ///
  /// Both tables are (groups, capacity), row-major, and the first `examples` columns are in use.
  func fill(
    _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
    examples: Int)

  /// Ends the step, after the last example of its batch; called for an empty batch too.
  func endStep(_ step: Int, expectedBatchSize: Double)

  /// What a later run needs to go on from here; empty for a rule that learns nothing on the way.
  var state: [Double] { get set }
}

/// min(1, C ÷ norm): no gradient is longer than the clip norm C, to within the rounding of single precision.
package struct FlatClipping: ClippingRule {
  package let clipNorm: Float

  package init(clipNorm: Float) {
    precondition(clipNorm > 0 && clipNorm.isFinite, "a clip norm is positive and finite, got \(clipNorm)")
    self.clipNorm = clipNorm
  }

  package func begin(in trial: TrialIdentity) -> any ClippingRun { FlatClippingRun(clipNorm: clipNorm) }

  /// The factor for a gradient of this squared ℓ2 norm.
  package func factor(squaredNorm: Float) -> Float {
    let norm = squaredNorm.squareRoot()
    return norm > clipNorm ? clipNorm / norm : 1
  }
}

private final class FlatClippingRun: ClippingRun {
  private let rule: FlatClipping

  init(clipNorm: Float) { rule = FlatClipping(clipNorm: clipNorm) }

  var sensitivity: Float { rule.clipNorm }
  var state: [Double] {
    get { [] }
    set {}
  }

  func fill(
    _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
    examples: Int
  ) {
    for example in 0..<examples {
      var squaredNorm: Float = 0
      for group in 0..<groups { squaredNorm += squaredNorms[group * capacity + example] }
      let factor = rule.factor(squaredNorm: squaredNorm)
      for group in 0..<groups { factors[group * capacity + example] = factor }
    }
  }

  func endStep(_ step: Int, expectedBatchSize: Double) {}
}

/// No clipping, for training without privacy: the sensitivity is infinite.
package struct NoClipping: ClippingRule {
  package init() {}

  package var needsNorms: Bool { false }
  package func begin(in trial: TrialIdentity) -> any ClippingRun { NoClippingRun() }
}

private final class NoClippingRun: ClippingRun {
  var sensitivity: Float { .infinity }
  var state: [Double] {
    get { [] }
    set {}
  }

  func fill(
    _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
    examples: Int
  ) {
    factors.update(repeating: 1, count: groups * capacity)
  }

  func endStep(_ step: Int, expectedBatchSize: Double) {}
}

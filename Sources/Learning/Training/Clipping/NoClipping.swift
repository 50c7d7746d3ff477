package import PrivacyModel

/// No clipping, for training without privacy: the sensitivity is infinite.
package struct NoClipping: ClippingRule {
  package init() {}

  package var needsNorms: Bool { false }

  package func begin(in trial: TrialIdentity) -> any ClippingRun { NoClippingRun() }
}

private final class NoClippingRun: ClippingRun {
  var sensitivity: Float { .infinity }

  func fill(
    _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
    examples: Int
  ) {
    factors.update(repeating: 1, count: groups * capacity)
  }

  func endStep(_ step: Int, expectedBatchSize: Double) {}

  var state: [Double] {
    get { [] }
    set { precondition(newValue.isEmpty, "no clipping remembers nothing") }
  }
}

internal import Foundation
package import PrivacyModel

/// Clips the gradient of each parameter group by itself: min(1, Cᵢ ÷ norm of group i), with Σ Cᵢ² = C².
///
/// - Reference: McMahan et al., "Learning Differentially Private Recurrent Language Models", arXiv:1710.06963, where the
///   shares are equal: Cᵢ = C ÷ √groups.
package struct PerLayerClipping: ClippingRule {
  /// C: what a whole gradient is bounded by.
  package let clipNorm: Float
  /// Of C², what each group may use up, to a common factor; all the same where nil.
  package let shares: [Double]?

  /// - Parameters:
  ///   - clipNorm: Positive.
  ///   - shares: Positive, one for each parameter group, of any sum.
  package init(clipNorm: Float, shares: [Double]? = nil) {
    precondition(clipNorm > 0 && clipNorm.isFinite, "a clip norm is positive and finite, got \(clipNorm)")
    precondition(
      shares.map { !$0.isEmpty && $0.allSatisfy { $0 > 0 && $0.isFinite } } ?? true,
      "the shares of the groups are positive and finite, got \(shares ?? [])")
    (self.clipNorm, self.shares) = (clipNorm, shares)
  }

  /// The clip norms of the groups; the root of the sum of their squares is C.
  package func clipNorms(groups: Int) -> [Float] {
    let shares = shares ?? [Double](repeating: 1, count: groups)
    precondition(shares.count == groups, "\(groups) parameter groups need as many shares, got \(shares.count)")
    let total = shares.reduce(0, +)
    return shares.map { Float(Double(clipNorm) * ($0 / total).squareRoot()) }
  }

  package func begin(in trial: TrialIdentity) -> any ClippingRun { PerLayerRun(rule: self) }
}

private final class PerLayerRun: ClippingRun {
  private let rule: PerLayerClipping
  private var clipNorms: [Float] = []

  init(rule: PerLayerClipping) { self.rule = rule }

  var sensitivity: Float { rule.clipNorm }

  func fill(
    _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
    examples: Int
  ) {
    if clipNorms.count != groups { clipNorms = rule.clipNorms(groups: groups) }
    for (group, clipNorm) in clipNorms.enumerated() {
      for index in group * capacity..<group * capacity + examples {
        let norm = squaredNorms[index].squareRoot()
        factors[index] = norm > clipNorm ? clipNorm / norm : 1
      }
    }
  }

  func endStep(_ step: Int, expectedBatchSize: Double) {}

  var state: [Double] {
    get { [] }
    set { precondition(newValue.isEmpty, "this clipping rule remembers nothing") }
  }
}

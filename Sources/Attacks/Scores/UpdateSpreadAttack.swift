internal import PrivacyModel

/// White box: how far the updates lie apart along the canary's gradient, for steps whose noise is the same.
package struct UpdateSpreadAttack: Attack {
  private let candidates: Int

  package init(candidates: Int) { self.candidates = candidates }

  /// - Parameter projections: (steps, candidates), row-major: of every update on every candidate's direction.
  package func score(_ projections: [Double], candidate: Int) -> Double {
    let own = stride(from: candidate, to: projections.count, by: candidates).map { projections[$0] }
    return (own.max() ?? 0) - (own.min() ?? 0)
  }
}

internal import PrivacyModel

/// White box: the projection of the last update alone, for a training whose last step hides less than the others.
package struct LastUpdateAttack: Attack {
  private let candidates: Int

  package init(candidates: Int) { self.candidates = candidates }

  /// - Parameter projections: (steps, candidates), row-major: of every update on every candidate's direction.
  package func score(_ projections: [Double], candidate: Int) -> Double {
    projections[projections.count - candidates + candidate]
  }
}

internal import PrivacyModel

/// How little there is along directions that no record has a part in, for noise whose size depends on the data: minus the
/// sum of squares.
package struct QuietnessAttack: Attack {
  package init() {}

  /// - Parameter projections: Of updates or moves on any such directions; they speak of the only candidate.
  package func score(_ projections: [Double], candidate: Int) -> Double {
    -projections.reduce(0) { $0 + $1 * $1 }
  }
}

internal import PrivacyModel

/// How few of the numbers that should have noise are exactly 0, for steps that may be left without it.
package struct SilentUpdatesAttack: Attack {
  package init() {}

  /// - Parameter projections: Of updates on any direction that no other record has a part in.
  package func score(_ projections: [Double], candidate: Int) -> Double {
    -Double(projections.count { $0 == 0 })
  }
}

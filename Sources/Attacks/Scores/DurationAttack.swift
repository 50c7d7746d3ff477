internal import PrivacyModel

/// How many updates there were, for a training that ends sooner or later by its data.
package struct DurationAttack: Attack {
  package init() {}

  /// - Parameter projections: Of every update on one direction.
  package func score(_ projections: [Double], candidate: Int) -> Double { Double(projections.count) }
}

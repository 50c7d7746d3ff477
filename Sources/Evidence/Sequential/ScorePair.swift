/// The scores of one trial in either world: what a sequential test is fed with.
package struct ScorePair: Hashable, Sendable {
  /// A failed or lost trial is −∞.
  package let included: Double
  /// A failed trial is −∞, a lost one +∞.
  package let excluded: Double

  package init(included: Double, excluded: Double) {
    precondition(!included.isNaN && !excluded.isNaN, "a score is a number, not NaN")
    (self.included, self.excluded) = (included, excluded)
  }
}

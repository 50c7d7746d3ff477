internal import PrivacyModel

/// White box: how far the model moved against each candidate's gradient, as the observer measured it.
package struct AlignmentAttack: Attack {
  package init() {}

  /// - Parameter alignments: One for each candidate.
  package func score(_ alignments: [Double], candidate: Int) -> Double { alignments[candidate] }
}

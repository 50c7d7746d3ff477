internal import PrivacyModel

/// The output itself, for a mechanism that releases one number which a candidate pushes upwards or downwards.
package struct OutputAttack: Attack {
  private let candidates: [Double]

  /// - Parameter candidates: The value of each candidate; its sign is the direction of the attack.
  package init(candidates: [Double]) {
    self.candidates = candidates
  }

  package func score(_ output: Double, candidate: Int) -> Double {
    candidates[candidate] < 0 ? -output : output
  }
}

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

  package func scores(_ outputs: [Double], candidates: Int) -> [Double]? {
    if candidates == 1 && self.candidates[0] >= 0 { return outputs }
    return outputs.flatMap { output in (0..<candidates).map { score(output, candidate: $0) } }
  }
}

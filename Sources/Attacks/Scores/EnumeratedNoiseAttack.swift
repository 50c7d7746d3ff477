internal import PrivacyModel

/// Recognises the noise of an update among all that there can be, and subtracts it.
///
/// The update is seen at a witness, where no record has a part and the noise is alone, and at the canary. The noise whose
/// value at the witness is nearest is taken for the one that was drawn.
package struct EnumeratedNoiseAttack: Attack {
  /// In ascending order of the values at the witness.
  private let noise: [(witness: Double, canary: Double)]

  /// - Parameter noise: All there can be, at the witness and at the canary, on the scale of what is observed.
  package init(noise: [(witness: Double, canary: Double)]) {
    precondition(!noise.isEmpty, "there is some noise that can be drawn")
    self.noise = noise.sorted { $0.witness < $1.witness }
  }

  /// - Parameter projections: Of one update, at the canary and at the witness.
  package func score(_ projections: [Double], candidate: Int) -> Double {
    var (low, high) = (0, noise.count)
    while low < high {
      let middle = (low + high) / 2
      if noise[middle].witness < projections[1] { low = middle + 1 } else { high = middle }
    }
    let neighbours = noise[max(0, low - 1)...min(low, noise.count - 1)]
    let nearest = neighbours.min { abs($0.witness - projections[1]) < abs($1.witness - projections[1]) }
    return projections[0] - (nearest?.canary ?? 0)
  }
}

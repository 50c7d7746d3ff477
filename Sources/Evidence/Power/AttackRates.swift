/// How often an attack reads "included" in either world at one threshold.
struct AttackRates: Sendable {
  let truePositive: Double
  let falsePositive: Double

  /// The same threshold, reading "excluded" where scores lie below it.
  var mirrored: AttackRates { AttackRates(truePositive: 1 - falsePositive, falsePositive: 1 - truePositive) }

  /// The false negative rate beside another false positive rate, where noise tells equal answers apart.
  ///
  /// - Parameter rate: In (0, 1).
  func falseNegative(atFalsePositive rate: Double) -> Double {
    rate <= falsePositive
      ? 1 - truePositive * rate / falsePositive : (1 - truePositive) * (1 - rate) / (1 - falsePositive)
  }
}

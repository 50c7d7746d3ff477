/// How often an attack reads "included" in either world at one threshold.
struct AttackRates: Sendable {
  let truePositive: Double
  let falsePositive: Double

  /// The same threshold, reading "excluded" where scores lie below it.
  var mirrored: AttackRates { AttackRates(truePositive: 1 - falsePositive, falsePositive: 1 - truePositive) }
}

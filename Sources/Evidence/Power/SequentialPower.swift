internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// How many pairs the sequential test needs, by playing it.
struct SequentialPower {
  let claim: PrivacyClaim
  let scores: AlternativeScores
  let significance: Double

  /// Audits that are played; shares of them are uncertain by up to 0.035.
  static let repetitions = 200
  /// The most pairs that are played in one.
  static let largestPairs = 100_000

  /// The numbers of pairs after which audits refuted, in ascending order.
  ///
  /// - Parameters:
  ///   - power: Playing ends once more than the share 1 − `power` of all audits has failed to refute.
  ///   - limit: The pairs of an audit.
  /// - Returns: nil where less than the share `power` refuted.
  func pairsToRefute(power: Double, limit: Int) -> [Int]? {
    var failures = 0
    var pairs: [Int] = []
    for repetition in 0..<Self.repetitions {
      var stream = RandomStream(seed: 0x5EED, trial: repetition, purpose: .data)
      var test = SequentialTest(claim: claim, significance: significance)
      while test.state.refutedAtPair == nil, test.state.pairs < limit {
        test.add(scores.pair(using: &stream))
      }
      if let refuted = test.state.refutedAtPair {
        pairs.append(refuted)
      } else {
        failures += 1
        if Double(failures) > (1 - power) * Double(Self.repetitions) { return nil }
      }
    }
    return pairs.sorted()
  }
}

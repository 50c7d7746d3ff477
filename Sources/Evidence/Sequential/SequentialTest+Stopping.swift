internal import Foundation
package import PrivacyModel

extension SequentialTest {
  /// Whether the claim is refuted, or could be by that many further pairs on which every bet gains.
  package func canRefute(withFurtherPairs pairs: Int) -> Bool {
    guard state.refutedAtPair == nil else { return true }
    let claim = BetMixture(epsilon: state.claim.epsilon, delta: state.claim.delta)
    let needed = -log(state.share)
    return state.logWealth(of: claim, furtherGains: pairs) >= needed
      || !state.curve.isEmpty && state.logWealthAgainstCurve(furtherGains: pairs) >= needed
  }

  /// Why an audit with this rule is over; nil while it is not.
  ///
  /// - Parameter pairsLeft: How many pairs could still be played, at least 0.
  package func reasonToStop(by rule: StoppingRule, pairsLeft: Int) -> StoppingReason? {
    guard rule != .never else { return nil }
    if state.refutedAtPair != nil { return .refuted }
    return rule == .whenDecided && !canRefute(withFurtherPairs: pairsLeft) ? .furtherTrialsCannotMatter : nil
  }
}

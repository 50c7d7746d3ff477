internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// The power of an audit of one run with many canaries, each included by a fair coin of its own, of which a number fixed
/// beforehand is guessed and the others are passed over.
///
/// Guesses are taken as independent, each right with the precision that the attack has at its threshold. That is an
/// assumption about the power; the test itself makes none.
///
/// - Reference: Steinke, Nasr and Jagielski, "Privacy Auditing with One (1) Training Run",
///   arXiv:2305.08846v1.
struct OneRunPower {
  let canaries: Int
  let claim: PrivacyClaim
  let significance: Double

  /// Probability that the claim is refuted at the best of these thresholds.
  ///
  /// - Parameter isSymmetric: Whether as many canaries can be guessed excluded, with the same precision, as are guessed
  ///   included.
  func power(atBestOf rates: [AttackRates], isSymmetric: Bool) -> Double {
    var best = 0.0
    for rates in rates + rates.map(\.mirrored) {
      let sum = rates.truePositive + rates.falsePositive
      guard sum > 0, !isSymmetric || sum <= 1 + 1e-12 else { continue }
      let guesses = Int(Double(canaries) * min(isSymmetric ? sum : sum / 2, 1))
      guard guesses > 0, let fewest = fewestCorrect(of: guesses) else { continue }
      best = max(best, Binomial(trials: guesses, probability: rates.truePositive / sum).upperTail(fewest))
    }
    return best
  }

  /// The fewest correct guesses that refute the claim; nil where all of them do not.
  private func fewestCorrect(of guesses: Int) -> Int? {
    guard isRefuted(byCorrect: guesses, of: guesses) else { return nil }
    var (low, high) = (0, guesses)
    while high - low > 1 {
      let middle = (low + high) / 2
      if isRefuted(byCorrect: middle, of: guesses) { high = middle } else { low = middle }
    }
    return high
  }

  private func isRefuted(byCorrect correct: Int, of guesses: Int) -> Bool {
    steinkePValue(
      OneRunGuesses(guesses: guesses, correct: correct, canaries: canaries), epsilon: claim.epsilon, delta: claim.delta)
      < significance
  }
}

extension Binomial {
  /// P[X ≥ `successes`], from the lower tail of the failures.
  fileprivate func upperTail(_ successes: Int) -> Double {
    Binomial(trials: trials, probability: 1 - probability).lowerTail(trials - successes)
  }
}

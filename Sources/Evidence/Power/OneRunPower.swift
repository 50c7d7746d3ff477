internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// The power of an audit of one run with many canaries, each included by a fair coin of its own, of which a number fixed
/// beforehand is guessed and the others are passed over.
///
/// Guesses are taken as independent, each right with the precision that the attack has at its threshold. That is an
/// assumption about the power; the test itself makes none.
///
/// - Reference: Steinke, Nasr and Jagielski, "Privacy Auditing with One (1) Training Run", Theorem 5.2 of
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

  /// Whether this many correct guesses or more have a probability below the significance under the claim, where it is at
  /// most
  /// ```
  /// P[B ≥ v] + 2mδ max over i in 1...v of P[v − i ≤ B < v] / i,   B ~ Bin(r, e^ε / (1 + e^ε))
  /// ```
  private func isRefuted(byCorrect correct: Int, of guesses: Int) -> Bool {
    let binomial = Binomial(trials: guesses, probability: 1 / (1 + exp(-claim.epsilon)))
    let tail = binomial.upperTail(correct)
    let weight = 2 * Double(canaries) * claim.delta
    guard tail < significance, weight > 0 else { return tail < significance }
    let mean = Double(guesses) * binomial.probability
    // A binomial is at least its mean, rounded down, with probability ½ or more: often the maximum is too large by that
    // alone.
    let aboveMean = Double(correct) - mean.rounded(.down)
    if aboveMean >= 1, tail + weight * (0.5 - tail) / aboveMean >= significance { return false }
    var (sum, largest) = (0.0, 0.0)
    for count in stride(from: correct - 1, through: 0, by: -1) {
      let probability = exp(binomial.logProbability(count))
      sum += probability
      largest = max(largest, sum / Double(correct - count))
      // Below the mode probabilities fall, so that averages with them no longer reach the largest.
      if Double(count) < mean - 1, probability < largest { break }
    }
    return tail + weight * largest < significance
  }
}

extension Binomial {
  /// P[X ≥ `successes`], from the lower tail of the failures.
  fileprivate func upperTail(_ successes: Int) -> Double {
    Binomial(trials: trials, probability: 1 - probability).lowerTail(trials - successes)
  }
}

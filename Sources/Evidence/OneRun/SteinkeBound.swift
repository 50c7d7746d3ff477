internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The lower bound on ε of Steinke, Nasr and Jagielski from the guesses of one run: for any (ε, δ)-DP mechanism, however
/// the canaries influence each other.
///
/// The largest ε whose `steinkePValue` is below `significance`, rounded down.
///
/// - Parameters:
///   - guesses: Of canaries that were each included by a fair coin of their own; how many to make was fixed beforehand.
///   - delta: In [0, 1).
///   - significance: Probability that the bound fails, in (0, 1).
/// - Accuracy: relative error below 1e-8, up to 10⁶ guesses. Rounding errs downward.
/// - Reference: Steinke, Nasr and Jagielski, "Privacy Auditing with One (1) Training Run",
///   arXiv:2305.08846v1.
package func steinkeBound(_ guesses: OneRunGuesses, delta: Double, significance: Double) -> OneRunBound {
  checkArguments(delta: delta, significance: significance)
  let epsilon = largestRefuted { steinkePValue(guesses, epsilon: $0, delta: delta) * (1 + 1e-9) < significance }
  return OneRunBound(epsilon: epsilon, guesses: guesses)
}

/// An upper bound on the probability that so many guesses are right when the mechanism is (ε, δ)-DP.
///
/// With W ~ Bin(r, e^ε / (1 + e^ε)), the right guesses about randomised response,
/// ```
/// p = min(1, P[W ≥ v] + 2 m δ · max { P[v − i ≤ W < v] / i : 1 ≤ i ≤ v })
/// ```
///
/// - Accuracy: relative error below 1e-8 against 30-digit references up to 1000 guesses (`Vectors/one-run-bounds.json`).
/// - Reference: as `steinkeBound`.
package func steinkePValue(_ guesses: OneRunGuesses, epsilon: Double, delta: Double) -> Double {
  if guesses.correct == 0 { return 1 }
  // Counted by errors, whose probability keeps its digits at large ε.
  let errors = Binomial(trials: guesses.guesses, probability: 1 / (1 + exp(epsilon)))
  let tail = errors.lowerTail(guesses.errors)
  if delta == 0 { return tail }
  return min(1, tail + 2 * Double(guesses.canaries) * delta * largestMean(of: errors, above: guesses.errors))
}

/// The largest mean of P[X = j] over j = `count` + 1 … `count` + i, whatever i ≥ 1.
///
/// The probabilities rise to the mode and fall after it, and so do their running means: the search ends with the first
/// term below the mean so far.
private func largestMean(of binomial: Binomial, above count: Int) -> Double {
  let odds = binomial.probability / (1 - binomial.probability)
  var (term, sum, terms) = (1.0, 1.0, 1.0)
  var logScale = binomial.logProbability(count + 1)
  for j in (count + 1)..<binomial.trials {
    term *= Double(binomial.trials - j) / Double(j + 1) * odds
    guard term * terms > sum else { break }
    sum += term
    terms += 1
    if sum > 0x1p600 {
      (term, sum) = (term * 0x1p-600, sum * 0x1p-600)
      logScale += 600 * log(2)
    }
  }
  return exp(logScale) * sum / terms
}

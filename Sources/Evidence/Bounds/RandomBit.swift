internal import Foundation
package import PrivacyModel

/// A lower bound on ε at δ = 0 from guesses at fair coins.
///
/// Where every trial's coin is fair and independent, ε-DP makes a guess right with probability at most e^ε / (1 + e^ε)
/// given what was released and that a guess was made. So ε ≥ logit(L) with L the Clopper–Pearson lower bound on the
/// share of right guesses, at the full significance: there is one rate to bound instead of two. Label: `.exact`.
///
/// - Parameters:
///   - rightGuesses: Right among the guesses made. Which trials are guessed at may depend on their own scores by a rule
///     that was fixed before the scores were seen.
///   - significance: Probability that the bound fails, in (0, 1).
/// - Returns: At least 0. All right of r guesses give logit(significance^(1/r)).
/// - Reference: Steinke, Nasr and Jagielski, arXiv:2305.08846v1, with one coin in each run.
package func randomBitEpsilon(rightGuesses: BinomialCount, significance: Double) throws -> Double {
  let wrong = try clopperPearsonUpperBound(rightGuesses.complement, significance: significance)
  return wrong < 0.5 ? log((1 - wrong) / wrong) : 0
}

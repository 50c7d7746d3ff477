internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The lower bound on ε of Mahloujifar, Melis and Chaudhuri from the guesses of one run of a mechanism whose trade-off
/// is Gaussian, however the canaries influence each other.
///
/// That the mechanism is not μ-GDP is exact, for every μ up to `mahloujifarGaussianParameter`. The ε at δ of the largest
/// such μ is a bound for mechanisms with Gaussian trade-offs only: randomised response of ε = 1 is not 1.2-GDP, whose ε
/// at δ = 1e-5 is 5.4. Hence the label. `mahloujifarExactBound` needs no assumption.
///
/// - Parameters:
///   - guesses: Of canaries that were each included by a fair coin of their own; how many to make was fixed beforehand.
///   - delta: In [0, 1). At 0, where a Gaussian mechanism has no ε, the bound is 0.
///   - significance: Probability that the bound fails, in (0, 1).
/// - Accuracy: relative error of μ below 1e-8 against 30-digit references (`Vectors/one-run-bounds.json`). Rounding errs
///   downward.
/// - Reference: Mahloujifar, Melis and Chaudhuri, "Auditing f-Differential Privacy in One Run", Proceedings of
///   Machine Learning Research 267, 2025, pp. 42615–42641.
package func mahloujifarBound(_ guesses: OneRunGuesses, delta: Double, significance: Double) -> OneRunBound {
  checkArguments(delta: delta, significance: significance)
  let mu = mahloujifarGaussianParameter(guesses, significance: significance)
  return OneRunBound(epsilon: epsilonOfGaussian(mu: mu, delta: delta), guesses: guesses)
}

/// The largest μ for which μ-GDP is refuted by the guesses of one run, rounded down. It needs no assumption.
///
/// The privacy of the mechanism enters by g(x) = Φ(Φ⁻¹(x) − μ), the least probability under a neighbouring input of an
/// event of probability x.
package func mahloujifarGaussianParameter(_ guesses: OneRunGuesses, significance: Double) -> Double {
  checkArguments(delta: 0, significance: significance)
  return largestRefuted { mu in
    isRefuted(guesses, significance: significance) { x in
      erfc((mu - GSL.normalQuantileOrInfinity(x)) / 2.0.squareRoot()) / 2
    }
  }
}

/// The lower bound on ε of Mahloujifar, Melis and Chaudhuri from the guesses of one run of any (ε, δ)-DP mechanism,
/// however the canaries influence each other.
///
/// Here the least probability is g(x) = max(0, (x − δ) e^(−ε), 1 − δ − (1 − x) e^ε). It shows more than `steinkeBound`
/// where that pays much for 2 m δ: 2.74 against 2.54 on 953 of 1000 guesses about 100,000 canaries at δ = 1e-5. Which of
/// the two to use is to be fixed beforehand.
///
/// Parameters, accuracy and reference are those of `mahloujifarBound`.
package func mahloujifarExactBound(_ guesses: OneRunGuesses, delta: Double, significance: Double) -> OneRunBound {
  checkArguments(delta: delta, significance: significance)
  let epsilon = largestRefuted { epsilon in
    let growth = exp(epsilon)
    return isRefuted(guesses, significance: significance) { x in
      max(0, (x - delta) / growth, 1 - delta - (1 - x) * growth)
    }
  }
  return OneRunBound(epsilon: epsilon, guesses: guesses)
}

/// Whether so many right guesses have a probability below `significance` when the least probability of an event under a
/// neighbouring input is g.
///
/// Let I be a random canary, and V the number of right guesses. With a = P[guess about I right, V > i] and
/// b = P[guess about I wrong, V > i], flipping the coin of I gives P[guess about I wrong, V ≥ i] ≥ g(a), and
/// P[V = i] shares itself out between right and wrong as i to r − i. If P[V ≥ v] were `significance` or more, a and b
/// would be at least these:
/// ```
/// b′ = max(b, g(a)),   a′ = a + (b′ − b) · i / (r − i),   i = v − 1 … 0,   from a = α v / m and b = α (r − v) / m
/// ```
/// and a + b cannot exceed r / m, the probability that I is guessed at. Where b does not grow it never will.
/// Both grow with g, so that a g rounded down errs towards false.
private func isRefuted(
  _ guesses: OneRunGuesses, significance: Double, leastProbability g: (Double) -> Double
) -> Bool {
  let (canaries, total) = (Double(guesses.canaries), Double(guesses.guesses))
  var right = significance * Double(guesses.correct) / canaries
  var wrong = significance * Double(guesses.errors) / canaries
  // The allowance is more than the rounding of 10⁶ sums.
  let limit = total / canaries * (1 + 1e-9)
  for count in stride(from: Double(guesses.correct - 1), through: 0, by: -1) {
    let larger = g(min(right, 1)) * (1 - 1e-12)
    if larger <= wrong { return false }
    right += (larger - wrong) * count / (total - count)
    wrong = larger
    if right + wrong > limit { return true }
  }
  return false
}

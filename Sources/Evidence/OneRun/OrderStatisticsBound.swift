internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The lower bound on ε of Xiang et al. from the guesses of one run: for canaries that do not influence each other, and
/// Gaussian trade-offs.
///
/// The largest μ whose `orderStatisticsPValue` is below `significance`, as the ε at δ of a Gaussian mechanism; rounded
/// down. Under its assumption it is tight: of an ideal attack with 10,000 canaries on a Gaussian mechanism of ε = 4.38
/// at δ = 1e-5 it shows 4.01 with 1000 guesses, where `mahloujifarBound` shows 2.85 and `steinkeBound` 2.05.
///
/// Privacy for each canary alone is not enough. A mechanism that throws one public coin, and with probability 0.1
/// answers by randomised response of ε = 1.0536 for each canary, else not at all, is 0.5-GDP for each canary: its true
/// ε at δ = 1e-5 is 1.993. With 1000 canaries, all of them guessed at, this bound exceeds that in every tenth run at a
/// significance of 0.05. Hence the label. Where noise is added once to a sum over canaries, as in training, the
/// assumption needs canaries that the noise tells apart, such as gradients in coordinates of their own.
///
/// - Parameters:
///   - guesses: Of canaries that were each included by a fair coin of their own; how many to make was fixed beforehand.
///   - delta: In [0, 1). At 0, where a Gaussian mechanism has no ε, the bound is 0.
///   - significance: Probability that the bound fails, in (0, 1), if the assumption holds.
/// - Accuracy: the four digits published, up to 100,000 canaries (`Vectors/published-one-run-bounds.json`). Rounding
///   errs downward.
/// - Reference: Xiang, Wang, Xiao, Tian and Wang, "Tight Privacy Audit in One Run", arXiv:2509.08704v1.
package func orderStatisticsBound(_ guesses: OneRunGuesses, delta: Double, significance: Double) -> OneRunBound {
  checkArguments(delta: delta, significance: significance)
  let shares = ReleasedShares(guesses)
  let mu = largestRefuted { orderStatisticsPValue(guesses, mu: $0, shares: shares) * (1 + 1e-9) < significance }
  return OneRunBound(epsilon: epsilonOfGaussian(mu: mu, delta: delta), guesses: guesses)
}

/// The probability of so few errors when each canary has a Gaussian score of its own, μ apart, and the guesses are the
/// r most likely right.
///
/// The chances of being right of the m canaries are independent, so that the share X of all scores that are at least as
/// telling as the least telling one guessed at is Beta(r + 1, m − r), and each guess errs with the mean probability of
/// error ē(X) of that share:
/// ```
/// P[T ≤ u] = E[ P[Bin(r, ē(X)) ≤ u] ],   ē(x) = Φ(−t − μ/2) / x   where   x = Φ(−t − μ/2) + Φ(−t + μ/2)
/// ```
/// No other way to guess r times has fewer errors, in distribution, so this bounds all attacks on μ-GDP canaries.
///
/// - Accuracy: relative error below 1e-8 against 30-digit references up to 1000 canaries (`Vectors/one-run-bounds.json`).
package func orderStatisticsPValue(_ guesses: OneRunGuesses, mu: Double) -> Double {
  orderStatisticsPValue(guesses, mu: mu, shares: ReleasedShares(guesses))
}

private func orderStatisticsPValue(_ guesses: OneRunGuesses, mu: Double, shares: ReleasedShares) -> Double {
  if guesses.errors == guesses.guesses { return 1 }
  return shares.nodes.reduce(0) { sum, node in
    let errors = Binomial(trials: guesses.guesses, probability: meanErrorProbability(ofShare: node.share, mu: mu))
    return sum + node.weight * errors.lowerTail(guesses.errors)
  }
}

/// ē(x).
private func meanErrorProbability(ofShare share: Double, mu: Double) -> Double {
  func error(_ t: Double) -> Double { erfc((t + mu / 2) / 2.0.squareRoot()) / 2 }
  func total(_ t: Double) -> Double { error(t) + erfc((t - mu / 2) / 2.0.squareRoot()) / 2 }
  if share >= 1 { return error(0) }
  // At t = μ/2 + 40 nothing is left.
  let t = bisect(from: 0, to: mu / 2 + 40, relativeTolerance: 1e-14) { total($0) <= share }.upper
  return error(t) / total(t)
}

/// Beta(r + 1, m − r) as a few points with weights; all weight on 1 when r = m.
///
/// By the trapezoid rule in y = log(x / (1 − x)), where the density x^(r + 1) (1 − x)^(m − r) is smooth, has one mode
/// and dies at both ends; the weights are divided by their sum.
private struct ReleasedShares {
  let nodes: [(share: Double, weight: Double)]

  init(_ guesses: OneRunGuesses) {
    guard guesses.guesses < guesses.canaries else {
      nodes = [(share: 1, weight: 1)]
      return
    }
    let (a, b) = (Double(guesses.guesses) + 1, Double(guesses.canaries - guesses.guesses))
    func logDensity(_ y: Double) -> Double { -a * log1p(exp(-y)) - b * log1p(exp(y)) }
    let mode = log(a / b)
    let step = (1 / a + 1 / b).squareRoot() / 3
    var points: [(share: Double, weight: Double)] = []
    for direction in [-1.0, 1] {
      var distance = direction < 0 ? step : 0
      while true {
        let y = mode + direction * distance
        let weight = exp(logDensity(y) - logDensity(mode))
        guard weight > 1e-18 else { break }
        points.append((share: 1 / (1 + exp(-y)), weight: weight))
        distance += step
      }
    }
    let sum = points.reduce(0) { $0 + $1.weight }
    nodes = points.map { (share: $0.share, weight: $0.weight / sum) }
  }
}

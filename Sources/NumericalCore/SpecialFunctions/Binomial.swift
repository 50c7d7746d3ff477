internal import Foundation

/// The number of successes in independent trials of one probability.
package struct Binomial: Sendable {
  package let trials: Int
  package let probability: Double

  /// - Parameters:
  ///   - trials: At least 1.
  ///   - probability: In [0, 1].
  package init(trials: Int, probability: Double) {
    precondition(trials >= 1, "a binomial needs at least one trial, got \(trials)")
    precondition(probability >= 0 && probability <= 1, "a probability is in [0, 1], got \(probability)")
    (self.trials, self.probability) = (trials, probability)
  }

  /// ln P[X = `successes`].
  ///
  /// By the saddle-point expansion, which has no cancelling logarithms of factorials:
  /// ```
  /// ½ ln(n / (2π k (n − k))) + ln(Γ*(n) / (Γ*(k) Γ*(n − k))) − D(k, np) − D(n − k, n(1 − p))
  /// ```
  /// with D(k, m) = k ln(k/m) + m − k and Γ* the gamma function over Stirling's formula.
  /// - Accuracy: relative error of the probability below 1e-12 up to 10⁷ trials.
  /// - Reference: Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000, section 3.
  package func logProbability(_ successes: Int) -> Double {
    let (k, n) = (Double(successes), Double(trials))
    guard successes >= 0, successes <= trials else { return -.infinity }
    if successes == 0 { return n * log1p(-probability) }
    if successes == trials { return n * log(probability) }
    guard probability > 0, probability < 1 else { return -.infinity }
    let stirling = log(
      GSL.gammaOverStirling(n) / (GSL.gammaOverStirling(k) * GSL.gammaOverStirling(n - k)))
    return 0.5 * log(n / (2 * .pi * k * (n - k))) + stirling - Self.deviance(k, mean: n * probability)
      - Self.deviance(n - k, mean: n * (1 - probability))
  }

  /// P[X ≤ `successes`].
  ///
  /// Probabilities are summed from `successes` away from the mean, all of them positive, until they no longer matter.
  /// - Accuracy: relative error below 1e-11 for tails below ½, up to 10⁷ trials.
  package func lowerTail(_ successes: Int) -> Double {
    if successes < 0 { return 0 }
    if successes >= trials || probability == 0 { return 1 }
    if probability == 1 { return 0 }
    return Double(successes) < Double(trials) * probability
      ? exp(logProbability(successes)) * sumBelow(successes)
      : 1 - exp(logProbability(successes + 1)) * sumAbove(successes + 1)
  }

  /// ln P[X ≤ `successes`], also where the probability itself is too small for a double, and P[X = `successes`] as a
  /// share of it.
  package func logLowerTail(_ successes: Int) -> (log: Double, shareOfLast: Double) {
    guard successes >= 0, successes < trials, Double(successes) < Double(trials) * probability, probability < 1 else {
      let tail = lowerTail(successes)
      return (log(tail), exp(logProbability(successes)) / tail)
    }
    let sum = sumBelow(successes)
    return (logProbability(successes) + log(sum), 1 / sum)
  }

  /// Σ P[X = j] / P[X = `successes`] over j ≤ `successes`.
  private func sumBelow(_ successes: Int) -> Double {
    let odds = (1 - probability) / probability
    var (term, sum) = (1.0, 1.0)
    var count = successes
    while count > 0, term > 1e-18 * sum {
      term *= Double(count) / Double(trials - count + 1) * odds
      sum += term
      count -= 1
    }
    return sum
  }

  /// Σ P[X = j] / P[X = `successes`] over j ≥ `successes`.
  private func sumAbove(_ successes: Int) -> Double {
    let odds = probability / (1 - probability)
    var (term, sum) = (1.0, 1.0)
    var count = successes
    while count < trials, term > 1e-18 * sum {
      term *= Double(trials - count) / Double(count + 1) * odds
      sum += term
      count += 1
    }
    return sum
  }

  /// `count` ln(`count` ÷ `mean`) + `mean` − `count`, without cancellation.
  static func deviance(_ count: Double, mean: Double) -> Double {
    let ratio = (mean - count) / count
    return abs(ratio) < 0.5 ? -count * GSL.logOnePlusMinus(ratio) : count * log(count / mean) + mean - count
  }
}

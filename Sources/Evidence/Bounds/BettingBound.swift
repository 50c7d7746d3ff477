internal import Foundation

/// A lower confidence bound for the mean of independent, identically distributed numbers in [0, 1], in their order.
///
/// Somebody bets on the mean m: his capital starts at 1 and is multiplied by 1 + λᵢ (xᵢ − m) each time, where the stake
/// λᵢ, from 0 to 0.9 / m, knows the numbers before xᵢ alone. Were m the mean, his capital would ever reach 1 / α with a
/// probability of at most α; it falls with m, so that the means at which it did not are those above a bound. The stakes
/// are √(2 ln(1/α) / (n σ²)) with the variance of the numbers before, which makes the bound about as near as that of a
/// normal law with the right variance.
///
/// - Parameters:
///   - values: In [0, 1], not empty.
///   - significance: Probability that the mean lies below the bound, in (0, 1).
///   - expectedVariance: What the first stake takes for the variance of the numbers, in (0, 1/4]; the bound holds for any.
/// - Reference: Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", arXiv:2010.09686,
///   theorem 3 with its predictable plug-in, one side; Ville's inequality.
package func bettingLowerBound(
  forMeanOf values: [Double], significance: Double, expectedVariance: Double = 0.25
) -> Double {
  precondition(!values.isEmpty && values.allSatisfy { (0...1).contains($0) }, "values are numbers from 0 to 1")
  let stakes = predictableStakes(on: values, significance: significance, expectedVariance: expectedVariance)
  // Room for the rounding of as many logarithms.
  let needed = -log(significance) + 1e-9
  func isRefuted(_ mean: Double) -> Bool {
    var logCapital = 0.0
    for (value, stake) in zip(values, stakes) {
      logCapital += log1p(min(stake, 0.9 / mean) * (value - mean))
      if logCapital >= needed { return true }
    }
    return false
  }
  var (refuted, open) = (0.0, 1.0)
  while open - refuted > 1e-12 {
    let middle = (refuted + open) / 2
    if isRefuted(middle) { refuted = middle } else { open = middle }
  }
  return refuted
}

private func predictableStakes(
  on values: [Double], significance: Double, expectedVariance: Double
) -> [Double] {
  let numerator = -2 * log(significance) / Double(values.count)
  // As if one more number, half of the range and of that variance, had come first.
  var (count, sum, squares) = (1.0, 0.5, expectedVariance)
  return values.map { value in
    let stake = (numerator / (squares / count)).squareRoot()
    count += 1
    sum += value
    squares += pow(value - sum / count, 2)
    return stake
  }
}

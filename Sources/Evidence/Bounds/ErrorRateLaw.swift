internal import Foundation
internal import NumericalCore

/// Two independent beta laws, one for each error rate of a test of membership.
///
/// They arise twice: as the exact law of a rate at an order statistic beside the Clopper–Pearson law of a count, and as
/// posteriors under a prior. Either way what matters is the probability of the pairs of rates that a claim allows.
struct ErrorRateLaw {
  let falseNegative: BetaDistribution
  let falsePositive: BetaDistribution

  /// P[FNR ≥ f(FPR)], with f the least false negative rate that is allowed.
  ///
  /// By Gauss–Legendre panels in the logit of the false positive rate, which end where the integrand has a kink.
  /// - Accuracy: relative error below 1e-7 for the probabilities of permutations that it reproduces, down to 1e-5.
  func probabilityAllowed(_ region: some TradeOffLimit) -> Double {
    expectation(over: breakpoints(region, isTwoSided: false)) { rate in
      falseNegative.upperTail(region.leastError(opposite: rate))
    }
  }

  /// P[f(FPR) ≤ FNR ≤ 1 − f(1 − FPR)]: what is allowed to a test and to its reversal.
  func probabilityAllowedBothWays(_ region: some TradeOffLimit) -> Double {
    expectation(over: breakpoints(region, isTwoSided: true)) { rate in
      falseNegative.upperTail(region.leastError(opposite: rate))
        - falseNegative.upperTail(1 - region.leastError(opposite: 1 - rate))
    }
  }

  /// Where panels end, as logits of the false positive rate.
  private func breakpoints(_ region: some TradeOffLimit, isTwoSided: Bool) -> [Double] {
    let own = falsePositive.logitGrid
    // Where the tail of the other rate changes: f is its own inverse.
    let other = falseNegative.logitGrid.map(logistic)
    var rates = region.kinks + other.map { region.leastError(opposite: $0) }
    if isTwoSided {
      rates += region.kinks.map { 1 - $0 } + other.map { 1 - region.leastError(opposite: 1 - $0) }
    }
    let inner = rates.filter { $0 > 0 && $0 < 1 }.map { log($0 / (1 - $0)) }
    return (own + inner.filter { $0 > own[0] && $0 < own[own.count - 1] }).sorted()
  }

  private func expectation(over breakpoints: [Double], of value: (Double) -> Double) -> Double {
    var sum = 0.0
    for (from, to) in zip(breakpoints, breakpoints.dropFirst()) where to > from {
      GaussLegendreRule.panel(from: from, to: to) { logit, weight in
        let rate = logistic(logit)
        let density = falsePositive.logitDensity(rate, complement: logistic(-logit))
        if density > 0 { sum += weight * density * value(rate) }
      }
    }
    return sum
  }
}

extension BetaDistribution {
  /// Logits from end to end of this law, closer together where it has its mass; outside them is less than 1e-18.
  fileprivate var logitGrid: [Double] {
    let centre = log(alpha / beta)
    let deviation = (1 / alpha + 1 / beta).squareRoot()
    // Beside a small parameter the density in the logit ends like exp(−e^t), which wide panels do not follow.
    let step = min(1.4 * deviation, 0.9)
    let steps = Int((8.4 * deviation / step).rounded(.up))
    var grid = (-steps...steps).map { centre + step * Double($0) }
    // The density in the logit falls as e^(α logit) on the left and e^(−β logit) on the right.
    for (rate, sign) in [(alpha, -1.0), (beta, 1.0)] {
      var distance = step * Double(steps)
      while distance < 42 / rate {
        distance += 3 / rate
        grid.append(centre + sign * distance)
      }
    }
    grid.sort()
    // One point further on either side: the density may have gone within a panel.
    func hasDensity(_ logit: Double) -> Bool { logitDensity(logistic(logit), complement: logistic(-logit)) > 1e-20 }
    let first = grid.firstIndex(where: hasDensity) ?? 0
    let last = grid.lastIndex(where: hasDensity) ?? grid.count - 1
    return Array(grid[max(0, first - 1)...min(grid.count - 1, last + 1)])
  }
}

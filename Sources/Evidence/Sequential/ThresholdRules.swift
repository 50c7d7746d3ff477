internal import Foundation

/// Thresholds t of events {x > t}, each by a rule that sees past pairs only.
///
/// x is a score in the world in which it tends to be large, y in the other. Thresholds lie halfway between neighbouring
/// scores that were seen, or at the largest: ties need no care, and while all scores are equal only larger ones are bet
/// on.
enum ThresholdRules {
  /// The shares of past x that lie in the event, for the rules that fix it.
  static let levels: [Double] = [0.9, 0.5, 0.25, 0.12, 0.05, 0.015, 0.003]
  /// How many y more than were seen the last rule assumes when it searches for the best event of the past: with none,
  /// the event above all of them would always look perfect.
  static let excess = 0.4

  static let count = levels.count + 1

  /// The logarithm of each rule's share of the initial wealth: half of it follows the search.
  static let logWeights: [Double] = levels.map { _ in -log(2 * Double(levels.count)) } + [-log(2.0)]

  /// No event at all, before any pair was seen.
  static let initial = [Double](repeating: .infinity, count: count)

  /// - Parameters:
  ///   - x: In descending order, not empty.
  ///   - y: As many, in descending order.
  ///   - epsilon: The search is for gains against this ε.
  static func thresholds(x: [Double], y: [Double], epsilon: Double, delta: Double) -> [Double] {
    let cuts = ThresholdRules.cuts(x: x, y: y)
    let byLevel = levels.map { level in
      let score = x[min(Int(level * Double(x.count)), x.count - 1)]
      // The event {x ≥ score}, or {x > score} where nothing seen is smaller.
      return (cuts.first { $0.score < score } ?? cuts[cuts.count - 1]).threshold
    }
    var best = (growth: -Double.infinity, threshold: Double.infinity)
    let (pairs, inverse) = (Double(x.count), exp(-epsilon))
    for cut in cuts {
      let growth = growthRate(
        x: Double(cut.x) / (pairs + 1), y: (Double(cut.y) + excess) / (pairs + 1), inverse: inverse, delta: delta)
      if growth > best.growth { best = (growth, cut.threshold) }
    }
    return byLevel + [best.threshold]
  }

  /// The scores seen, in descending order, with the threshold between each and the next larger one and the numbers of x
  /// and y above it.
  private static func cuts(x: [Double], y: [Double]) -> [(score: Double, threshold: Double, x: Int, y: Int)] {
    var cuts: [(score: Double, threshold: Double, x: Int, y: Int)] = []
    cuts.reserveCapacity(x.count + y.count)
    var (i, j) = (0, 0)
    var higher = Double.infinity
    while i < x.count || j < y.count {
      let score = max(i < x.count ? x[i] : -.infinity, j < y.count ? y[j] : -.infinity)
      cuts.append((score, midpoint(score, higher), i, j))
      higher = score
      while i < x.count, x[i] == score { i += 1 }
      while j < y.count, y[j] == score { j += 1 }
    }
    return cuts
  }

  /// The growth of log wealth per pair at the best stake, to second order; where there is none, the mean payoff per
  /// unit of stake, which is not positive.
  ///
  /// - Parameter inverse: e^(−ε); payoffs are counted in units of e^ε, which may be too large for a double.
  private static func growthRate(x: Double, y: Double, inverse: Double, delta: Double) -> Double {
    let mean = (x - delta) * inverse - y
    guard mean > 0 else { return mean }
    let square = x * inverse * inverse + y
    let stake = min(1, mean / square)
    return stake * mean - stake * stake * square / 2
  }

  /// Halfway between neighbouring scores; the lower one where that is not a number between them.
  private static func midpoint(_ score: Double, _ higher: Double) -> Double {
    let middle = score / 2 + higher / 2
    return middle.isFinite && middle < higher ? max(middle, score) : score
  }
}

internal import PrivacyModel

/// The search for the threshold with the largest two-arm bound, without inverting a tail at each of them.
///
/// Along ascending thresholds false negatives never become fewer and false positives never more, and an upper bound on a
/// rate grows with the count. So no threshold between two others shows more than the false negatives of the lower one
/// beside the false positives of the upper one; where even that is less than the best so far, all between are passed
/// over. The threshold found is the one that trying all of them would give.
struct ThresholdSearch {
  struct Candidate {
    let index: Int
    let bound: Double
    let youden: Double
  }

  private struct Rates {
    let counts: ErrorCounts
    let falseNegative: Double
    let falsePositive: Double
  }

  private let count: Int
  private let delta: Double
  private let upperBounds: ClopperPearsonTable
  private let counts: (Int) -> ErrorCounts
  private var best: Candidate

  /// The best of `count` ascending thresholds; of several, that which separates the arms best, and then the first.
  ///
  /// - Parameters:
  ///   - count: At least 1.
  ///   - upperBounds: On either rate.
  ///   - counts: The errors at the threshold with an index in 0 ..< `count`.
  static func best(
    of count: Int, delta: Double, upperBounds: ClopperPearsonTable, counts: @escaping (Int) -> ErrorCounts
  ) throws -> Candidate {
    var search = ThresholdSearch(
      count: count, delta: delta, upperBounds: upperBounds, counts: counts,
      best: Candidate(index: 0, bound: -.infinity, youden: -.infinity))
    let first = try search.visit(0)
    if count > 1 { try search.narrow(0, first, count - 1, try search.visit(count - 1)) }
    return search.best.bound > 0 ? search.best : search.bestSeparation
  }

  private mutating func visit(_ index: Int) throws -> Rates {
    let counts = counts(index)
    let falseNegative = try upperBounds(counts.falseNegatives)
    let falsePositive = try upperBounds(counts.falsePositives)
    let bound = epsilonImplied(byFalseNegativeRate: falseNegative, falsePositiveRate: falsePositive, delta: delta)
    if (bound, counts.youden, best.index) > (best.bound, best.youden, index) {
      best = Candidate(index: index, bound: bound, youden: counts.youden)
    }
    return Rates(counts: counts, falseNegative: falseNegative, falsePositive: falsePositive)
  }

  /// Visits what may be best between two thresholds that were visited.
  private mutating func narrow(_ low: Int, _ lowest: Rates, _ high: Int, _ highest: Rates) throws {
    let limit = epsilonImplied(
      byFalseNegativeRate: lowest.falseNegative, falsePositiveRate: highest.falsePositive, delta: delta)
    guard high - low >= 2, limit > 0, limit >= best.bound, lowest.counts != highest.counts else { return }
    let middle = low + (high - low) / 2
    let visited = try visit(middle)
    try narrow(low, lowest, middle, visited)
    try narrow(middle, visited, high, highest)
  }

  private var bestSeparation: Candidate {
    var best = Candidate(index: 0, bound: 0, youden: -.infinity)
    for index in 0..<count {
      let youden = counts(index).youden
      if youden > best.youden { best = Candidate(index: index, bound: 0, youden: youden) }
    }
    return best
  }
}

/// The errors of a test of membership.
struct ErrorCounts: Hashable {
  let falseNegatives: BinomialCount
  let falsePositives: BinomialCount

  /// Youden's J: one minus both observed rates.
  var youden: Double { 1 - falseNegatives.proportion - falsePositives.proportion }
}

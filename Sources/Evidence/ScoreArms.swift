package import PrivacyModel

/// The scores of one set of trials, apart by world.
package struct ScoreArms: Sendable {
  /// In ascending order; a failed trial is −∞.
  package let included: [Double]
  /// In ascending order; a failed trial is −∞.
  package let excluded: [Double]

  package init(included: [Double], excluded: [Double]) {
    precondition(!included.contains { $0.isNaN } && !excluded.contains { $0.isNaN }, "a score is a number, not NaN")
    self.included = included.sorted()
    self.excluded = excluded.sorted()
  }

  /// Scores that are in order already.
  init(ascendingIncluded included: [Double], ascendingExcluded excluded: [Double]) {
    (self.included, self.excluded) = (included, excluded)
  }

  /// The scores of single-candidate trials, taken apart by membership.
  package init(scores: some Sequence<(score: Double, membership: Membership)>) {
    var (included, excluded) = ([Double](), [Double]())
    for (score, membership) in scores {
      if membership == .included { included.append(score) } else { excluded.append(score) }
    }
    self.init(included: included, excluded: excluded)
  }

  /// The trials of both arms together.
  package var count: Int { included.count + excluded.count }

  /// No two trials have different scores.
  package var isConstant: Bool {
    let ends = [included.first, included.last, excluded.first, excluded.last].compactMap(\.self)
    return Set(ends).count <= 1
  }

  /// Included trials that score below `threshold`.
  package func falseNegatives(below threshold: Double) -> BinomialCount {
    BinomialCount(successes: included.countBelow(threshold), of: included.count)
  }

  /// Excluded trials that score `threshold` or more.
  package func falsePositives(from threshold: Double) -> BinomialCount {
    BinomialCount(successes: excluded.count - excluded.countBelow(threshold), of: excluded.count)
  }
}

extension Array where Element: Comparable {
  /// How many elements of this ascending array are less than `value`.
  func countBelow(_ value: Element) -> Int { countOfPrefix { $0 < value } }

  /// How many elements of this ascending array are at most `value`.
  func countUpTo(_ value: Element) -> Int { countOfPrefix { $0 <= value } }

  private func countOfPrefix(where isInPrefix: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isInPrefix(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

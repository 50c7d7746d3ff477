package import PrivacyModel

/// The largest of a bound over a grid of guess counts, each at an equal share of the significance (Bonferroni).
///
/// All bounds of the grid hold at once with probability `1 − significance`, so the largest of them may be chosen.
///
/// - Parameters:
///   - grid: Fixed before the scores were seen; not empty.
///   - significance: Probability that any of them fails, in (0, 1).
///   - bound: One of the bounds of one run, at the significance that it is given.
package func bestOneRunBound(
  of ranking: CanaryRanking, over grid: [GuessCounts], significance: Double,
  bound: (_ guesses: OneRunGuesses, _ significance: Double) throws -> OneRunBound
) rethrows -> OneRunBound {
  let share = significance / Double(grid.count)
  let bounds = try grid.map { try bound(ranking.guesses($0), share) }
  guard let best = bounds.max(by: { $0.epsilon < $1.epsilon }) else {
    preconditionFailure("a grid needs at least one pair of guess counts")
  }
  return best
}

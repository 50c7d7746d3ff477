package import PrivacyModel

/// The canaries of one run in the order of their scores, ready to be guessed at.
///
/// The theorems on one run need each canary to be included by a fair coin of its own. Exactly half of them included is
/// something else.
package struct CanaryRanking: Sendable {
  /// Element k: how many of the k canaries with the largest scores are included.
  private let includedAmongLargest: [Int]

  /// - Parameters:
  ///   - scores: One per canary; larger means more likely included.
  ///   - memberships: What the coins said, in the same order.
  ///   - tieBreaker: Orders equal scores. It must know nothing of the coins, so that which of several equal scores are
  ///     guessed at is no evidence.
  package init(scores: [Double], memberships: [Membership], breakingTiesBy tieBreaker: inout some RandomNumberGenerator)
  {
    precondition(
      !scores.isEmpty && scores.count == memberships.count,
      "a ranking needs canaries with a score and a membership each, got \(scores.count) and \(memberships.count)")
    precondition(!scores.contains { $0.isNaN }, "a score is a number, not NaN")
    let canaries = zip(scores, memberships).map { (score: $0, noise: tieBreaker.next(), membership: $1) }
    let ranked = canaries.sorted { ($0.score, $0.noise) > ($1.score, $1.noise) }
    var counts = [0]
    counts.reserveCapacity(ranked.count + 1)
    for canary in ranked { counts.append(counts[counts.count - 1] + (canary.membership == .included ? 1 : 0)) }
    includedAmongLargest = counts
  }

  /// m.
  package var canaries: Int { includedAmongLargest.count - 1 }

  /// Guesses "included" of the largest scores and "excluded" of the smallest, and abstains from those between.
  package func guesses(_ counts: GuessCounts) -> OneRunGuesses {
    precondition(
      counts.included + counts.excluded <= canaries,
      "guesses must be at most the \(canaries) canaries, got \(counts.included) and \(counts.excluded)")
    let includedAmongSmallest = includedAmongLargest[canaries] - includedAmongLargest[canaries - counts.excluded]
    return OneRunGuesses(
      guesses: counts.included + counts.excluded,
      correct: includedAmongLargest[counts.included] + counts.excluded - includedAmongSmallest, canaries: canaries)
  }
}

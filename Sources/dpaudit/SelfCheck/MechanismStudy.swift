internal import Attacks
internal import Evidence
internal import Foundation
internal import Games
internal import NumericalCore
package import PrivacyModel

/// The classic mechanisms with known ε before this tool: the study behind `dpaudit selfcheck --mechanisms`.
///
/// An audit plays pairs of trials, one in either world, and feeds them to the sequential test of the claim; all of them
/// together then give a lower bound by ranks. The score is the mechanism's likelihood ratio on the pair.
package struct MechanismStudy: Sendable {
  package let seed: UInt64
  /// How often each mechanism is audited.
  package let seeds: Int
  package let pairs: Int
  package let mechanisms: [ClassicMechanism]
  private static let significance = 0.01

  /// A hundredth of the trials that the published tool takes.
  package static let publishedPairs = PublishedAttack.samples / 200

  /// - Parameters:
  ///   - seeds: At least 1.
  ///   - pairs: Of each audit, at least 1.
  package init(
    seed: UInt64, seeds: Int, pairs: Int = publishedPairs, mechanisms: [ClassicMechanism] = ClassicMechanism.allCases
  ) {
    precondition(seeds >= 1 && pairs >= 1, "a study needs audits, and audits need trials")
    (self.seed, self.seeds, self.pairs, self.mechanisms) = (seed, seeds, pairs, mechanisms)
  }

  /// All audits of all mechanisms.
  package var work: Int { mechanisms.count * seeds }

  /// - Parameter progress: Called after each audit, by any thread.
  package func run(threads: Int, progress: @escaping @Sendable () -> Void) throws -> MechanismSummary {
    let claim = try PrivacyClaim(
      epsilon: ClassicMechanism.claimedEpsilon, delta: 0, adjacency: .addOrRemove, source: .stated)
    let classics = try inParallel(mechanisms.count, threads: threads) { ClassicAudit(mechanisms[$0]) }
    let audits = try inParallel(work, threads: threads) { number in
      defer { progress() }
      return try audit(classics[number / seeds], claim, seed: seed &* 1_000_003 &+ UInt64(number))
    }
    return MechanismSummary(
      seed: seed, seeds: seeds, significance: Self.significance, trials: 2 * pairs,
      rows: classics.enumerated().map { index, classic in
        MechanismSummary.Row(
          mechanism: classic.mechanism, truth: classic.logRatios.epsilon,
          audits: Array(audits[index * seeds..<(index + 1) * seeds]))
      })
  }

  /// From few trials, so that an early refutation is cheap, to so many that what is done once for all does not show.
  private static let blocks = 256...1 << 16

  private func audit(_ classic: ClassicAudit, _ claim: PrivacyClaim, seed: UInt64) throws -> MechanismSummary.Audit {
    let start = threadSeconds()
    let game = classic.game(seed)
    var test = SequentialTest(claim: claim, significance: Self.significance)
    var secondsToRefutation: Double?
    var (included, excluded): ([Double], [Double]) = ([], [])
    included.reserveCapacity(pairs)
    excluded.reserveCapacity(pairs)
    while included.count < pairs {
      let first = 2 * included.count
      let length = min(max(first, Self.blocks.lowerBound), Self.blocks.upperBound)
      let trials = first..<min(2 * pairs, first + length)
      guard let block = try game.play(trials, isCancelled: { false }) else {
        preconditionFailure("nobody cancels a study")
      }
      for index in stride(from: 0, to: trials.count, by: 2) {
        let isIncludedFirst = block.memberships[index] == .included
        let pair = ScorePair(
          included: block.scores[isIncludedFirst ? index : index + 1],
          excluded: block.scores[isIncludedFirst ? index + 1 : index])
        included.append(pair.included)
        excluded.append(pair.excluded)
        if test.state.refutedAtPair == nil { test.add(pair) }
      }
      if secondsToRefutation == nil, test.state.refutedAtPair != nil {
        secondsToRefutation = threadSeconds() - start
      }
    }
    let bound = try rankGridBound(
      ScoreArms(included: included, excluded: excluded), delta: 0, adjacency: .addOrRemove,
      significance: Self.significance, tieBreakingSeed: seed)
    return MechanismSummary.Audit(
      bound: bound.epsilon, refutedAtPair: test.state.refutedAtPair, seconds: threadSeconds() - start,
      secondsToRefutation: secondsToRefutation)
  }
}

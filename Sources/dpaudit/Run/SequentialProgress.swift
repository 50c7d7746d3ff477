internal import Evidence
internal import Foundation
internal import PrivacyModel

/// Feeds a sequential test with the pairs of a game in their order, whatever the order in which blocks are finished.
struct SequentialProgress {
  private(set) var test: SequentialTest
  private let rule: StoppingRule
  private let trials: Int
  /// Blocks that came before their turn.
  private var waiting: [Int: TrialBlock] = [:]
  /// The next trial in order.
  private var next: Int
  /// The first trial of a pair whose second one is still to come.
  private var half: (score: Double, membership: Membership)?
  /// Why no further pair is taken account of; nil while there is no reason.
  private(set) var stoppingReason: StoppingReason?

  /// How often a test asks whether trials left can matter, in pairs; part of the stopping rule.
  private static let pairsBetweenForecasts = 64

  /// - Parameters:
  ///   - test: With the pairs of the first trials, none of them half.
  ///   - trials: Of the whole game.
  init(_ test: SequentialTest, rule: StoppingRule, trials: Int) {
    (self.test, self.rule, self.trials) = (test, rule, trials)
    next = 2 * test.state.pairs
    stoppingReason = reasonToStop()
  }

  /// Asked at the same pairs whether the game was interrupted or not; a game that was played to its end was not stopped.
  private func reasonToStop() -> StoppingReason? {
    let (pairs, pairsLeft) = (test.state.pairs, trials / 2 - test.state.pairs)
    let isForecast = pairs > 0 && pairs % Self.pairsBetweenForecasts == 0 && pairsLeft > 0
    guard isForecast || test.state.refutedAtPair != nil else { return nil }
    return test.reasonToStop(by: rule, pairsLeft: pairsLeft)
  }

  /// The trials of the pairs that were taken account of.
  var weighedTrials: Int { 2 * test.state.pairs }

  /// - Throws: `UnpairedTrials` where both trials of a pair are in one world, which no game plays.
  mutating func add(_ block: TrialBlock) throws {
    guard block.trials.upperBound > next else { return }
    waiting[max(block.trials.lowerBound, next)] = block
    while stoppingReason == nil, let block = waiting.removeValue(forKey: next) {
      for row in (next - block.trials.lowerBound)..<block.trials.count where stoppingReason == nil {
        try add(score: block.scores[row], block.memberships[row])
        next += 1
      }
    }
  }

  private mutating func add(score: Double, _ membership: Membership) throws {
    guard let first = half else {
      half = (score, membership)
      return
    }
    half = nil
    let isIncludedFirst = first.membership == .included
    guard isIncludedFirst == (membership == .excluded) else { throw UnpairedTrials(second: next) }
    test.add(
      ScorePair(
        included: isIncludedFirst ? first.score : score, excluded: isIncludedFirst ? score : first.score))
    stoppingReason = reasonToStop()
  }
}

/// A pair of trials without one in either world.
struct UnpairedTrials: Error, CustomStringConvertible {
  /// The second trial of the pair.
  let second: Int

  var description: String { "trials \(second - 1) and \(second) are in the same world" }
}

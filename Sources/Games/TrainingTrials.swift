package import PrivacyModel
internal import Synchronization

/// Trials of an external mechanism before a game, whose outputs teach its attack. They are not scored.
///
/// Their numbers begin with the first even block from trial 2⁴⁰ on, which no game reaches; their coins are balanced.
package final class TrainingTrials: Game {
  package let trials: Range<Int>
  private let mechanism: any ExternalMechanism
  private let seed: UInt64
  private let played = Mutex<[Released]>([])

  private struct Released {
    let firstTrial: Int
    let outputs: [ExternalOutput]
    let memberships: [Membership]
  }

  package init(_ count: Int, of mechanism: any ExternalMechanism, seed: UInt64) {
    (self.mechanism, self.seed) = (mechanism, seed)
    // Two trials share a coin: an even number of trials lies before an even block.
    let pair = 2 * mechanism.blockSize
    let first = ((1 << 40) + pair - 1) / pair * pair
    trials = first..<first + count
  }

  package var candidates: Int { 1 }

  /// - Throws: Where the mechanism can run no further block.
  package func play(_ trials: Range<Int>, isCancelled: () -> Bool) throws -> TrialBlock? {
    let coins = Coins(.balanced, candidates: 1, seed: seed)
    guard let released = try mechanism.outputs(of: trials, coins: coins, seed: seed, isCancelled: isCancelled) else {
      return nil
    }
    played.withLock {
      $0.append(
        Released(firstTrial: trials.lowerBound, outputs: released.outputs, memberships: released.memberships))
    }
    return TrialBlock(
      trials: trials, candidates: 1, scores: [Double](repeating: 0, count: trials.count),
      memberships: released.memberships, failures: [])
  }

  /// What the trials that were played released, in their order.
  package var outputs: (outputs: [ExternalOutput], memberships: [Membership]) {
    let ordered = played.withLock { $0.sorted { $0.firstTrial < $1.firstTrial } }
    return (ordered.flatMap(\.outputs), ordered.flatMap(\.memberships))
  }

  /// How many of the trials that were played failed or were lost.
  package var trialsWithoutOutput: Int {
    outputs.outputs.count {
      switch $0 {
      case .failed, .lost: true
      case .number, .vector, .text: false
      }
    }
  }
}

internal import Foundation
internal import NumericalCore
package import PrivacyModel
internal import Synchronization

/// Plays the missing trials of a game on several threads, block by block.
///
/// Which thread plays which block is left to chance and never shows: a trial is a function of its index.
package struct TrialRunner: Sendable {
  package let threads: Int
  /// Trials in a block; nil lets blocks grow until one takes about half a second.
  package let blockSize: Int?

  package init(threads: Int, blockSize: Int? = nil) {
    precondition(threads >= 1 && blockSize ?? 1 >= 1, "needs at least one thread and one trial a block")
    (self.threads, self.blockSize) = (threads, blockSize)
  }

  /// What a run came to.
  package enum Ending: Sendable {
    case finished
    case cancelled
  }

  /// - Parameters:
  ///   - gaps: The trials to play, in order and without overlap.
  ///   - isCancelled: Asked between trials; blocks in play are then dropped.
  ///   - commit: Keeps a finished block, with the thread's seconds it took. Never called by two threads at once.
  /// - Throws: The first that the game or `commit` throws; it ends the run.
  package func play(
    _ game: any Game, _ gaps: [Range<Int>], isCancelled: @Sendable @escaping () -> Bool,
    commit: @Sendable @escaping (TrialBlock, _ seconds: Double) throws -> Void
  ) throws -> Ending {
    let state = SharedState(gaps: gaps, fixedBlockSize: blockSize)
    let done = DispatchGroup()
    for _ in 0..<threads {
      done.enter()
      // Not the cooperative pool, which is as wide as the machine and would starve everything else in it.
      let thread = Thread {
        defer { done.leave() }
        while !isCancelled(), let block = state.nextBlock() {
          let start = threadSeconds()
          do {
            guard let outcome = try game.play(block, isCancelled: { isCancelled() || state.hasFailed }) else { return }
            try state.commit(outcome, seconds: threadSeconds() - start, with: commit)
          } catch {
            state.fail(error)
          }
        }
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    done.wait()
    return try state.ending()
  }
}

/// The blocks still to be played, and the first error.
private final class SharedState: Sendable {
  private struct Contents {
    var gaps: ArraySlice<Range<Int>>
    var blockSize: Int
    var uncommittedTrials: Int
    var error: (any Error)?
  }

  private let contents: Mutex<Contents>
  private let committing = Mutex<Void>(())
  private let growsBlocks: Bool

  init(gaps: [Range<Int>], fixedBlockSize: Int?) {
    contents = Mutex(
      Contents(
        gaps: gaps[...], blockSize: fixedBlockSize ?? 2, uncommittedTrials: gaps.reduce(0) { $0 + $1.count }))
    growsBlocks = fixedBlockSize == nil
  }

  var hasFailed: Bool { contents.withLock { $0.error != nil } }

  func nextBlock() -> Range<Int>? {
    contents.withLock { contents in
      guard contents.error == nil, let gap = contents.gaps.first else { return nil }
      // Blocks of a fixed size end at its multiples, wherever a gap begins.
      let start = gap.lowerBound
      let block = gap.prefix(growsBlocks ? contents.blockSize : contents.blockSize - start % contents.blockSize)
      contents.gaps = contents.gaps.dropFirst()
      if block.count < gap.count { contents.gaps = [block.upperBound..<gap.upperBound] + contents.gaps }
      return block
    }
  }

  func commit(
    _ block: TrialBlock, seconds: Double, with commit: (TrialBlock, Double) throws -> Void
  ) throws {
    try committing.withLock { _ in try commit(block, seconds) }
    contents.withLock { contents in
      contents.uncommittedTrials -= block.trials.count
      guard growsBlocks else { return }
      let wanted = Int(Double(block.trials.count) * min(4, 0.5 / max(seconds, 1e-6)))
      contents.blockSize = max(1, min(wanted, 1 << 17))
    }
  }

  func fail(_ error: any Error) { contents.withLock { $0.error = $0.error ?? error } }

  func ending() throws -> TrialRunner.Ending {
    try contents.withLock { contents in
      if let error = contents.error { throw error }
      return contents.uncommittedTrials == 0 ? .finished : .cancelled
    }
  }
}

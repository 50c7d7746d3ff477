package import PrivacyModel

/// The scores of a game in two parts: one to choose by, one to count.
package struct SplitArms: Sendable {
  package let selection: ScoreArms
  package let certification: ScoreArms

  package init(selection: ScoreArms, certification: ScoreArms) {
    (self.selection, self.certification) = (selection, certification)
  }

  /// Takes apart a finished game of single candidates.
  ///
  /// - Parameters:
  ///   - blocks: All trials of the game, each once.
  ///   - game: The trials come in pairs 2j and 2j + 1, which stay together.
  ///   - selectionFraction: The share of the pairs, counted from the first, that only chooses; at least one pair goes
  ///     to either part.
  package init(_ blocks: [TrialBlock], of game: GameSpecification, selectionFraction: Double) {
    precondition(blocks.allSatisfy { $0.candidates == 1 }, "a two-arm bound needs games of one candidate")
    precondition(blocks.reduce(0) { $0 + $1.trials.count } == game.trials, "a game is split once it is finished")
    let pairs = min(max(Int((selectionFraction * Double(game.trialsPerWorld)).rounded()), 1), game.trialsPerWorld - 1)
    func arms(of part: Range<Int>) -> ScoreArms {
      ScoreArms(
        scores: blocks.lazy.flatMap { block in
          block.trials.clamped(to: part).lazy.map { trial in
            let row = trial - block.trials.lowerBound
            return (block.scores[row], block.memberships[row])
          }
        })
    }
    selection = arms(of: 0..<2 * pairs)
    certification = arms(of: 2 * pairs..<game.trials)
  }
}

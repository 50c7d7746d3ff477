package import PrivacyModel

/// The scores of a game, those that only choose a threshold apart from those that are counted.
package struct SplitArms: Sendable {
  /// nil where thresholds are fixed beforehand.
  package let selection: ScoreArms?
  package let certification: ScoreArms

  package init(selection: ScoreArms?, certification: ScoreArms) {
    (self.selection, self.certification) = (selection, certification)
  }

  /// Takes apart a finished game of single candidates.
  ///
  /// - Parameters:
  ///   - blocks: All trials of the game, each once.
  ///   - game: The trials come in pairs 2j and 2j + 1, which stay together.
  ///   - thresholds: Of a split, the first pairs only choose; at least one pair goes to either part.
  package init(_ blocks: [TrialBlock], of game: GameSpecification, thresholds: ThresholdRule) {
    precondition(blocks.allSatisfy { $0.candidates == 1 }, "a two-arm bound needs games of one candidate")
    precondition(blocks.reduce(0) { $0 + $1.trials.count } == game.trials, "a game is split once it is finished")
    func arms(of part: Range<Int>) -> ScoreArms {
      ScoreArms(
        scores: blocks.lazy.flatMap { block in
          block.trials.clamped(to: part).lazy.map { trial in
            let row = trial - block.trials.lowerBound
            return (block.scores[row], block.memberships[row])
          }
        })
    }
    switch thresholds {
    case .rankGrid: (selection, certification) = (nil, arms(of: 0..<game.trials))
    case .split(let selectionFraction):
      let pairs = min(max(Int((selectionFraction * Double(game.trialsPerWorld)).rounded()), 1), game.trialsPerWorld - 1)
      (selection, certification) = (arms(of: 0..<2 * pairs), arms(of: 2 * pairs..<game.trials))
    }
  }
}

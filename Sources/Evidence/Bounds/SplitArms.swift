/// Scores that only choose a threshold, apart from those that are counted.
package struct SplitArms: Sendable {
  package let selection: ScoreArms
  package let certification: ScoreArms

  package init(selection: ScoreArms, certification: ScoreArms) {
    (self.selection, self.certification) = (selection, certification)
  }

  /// The first scores of either arm choose.
  ///
  /// - Parameters:
  ///   - included: In the order of the trials, at least two.
  ///   - excluded: In the order of the trials, at least two.
  ///   - selectionFraction: In (0, 1); at least one score of either arm goes to either part.
  package init(included: [Double], excluded: [Double], selectionFraction: Double) {
    func selected(_ count: Int) -> Int {
      min(max(Int((selectionFraction * Double(count)).rounded()), 1), count - 1)
    }
    let (first, second) = (selected(included.count), selected(excluded.count))
    selection = ScoreArms(included: Array(included[..<first]), excluded: Array(excluded[..<second]))
    certification = ScoreArms(included: Array(included[first...]), excluded: Array(excluded[second...]))
  }
}

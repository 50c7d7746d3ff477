package import PrivacyModel

extension ScoreHistogram {
  /// Counts the finite scores of both worlds in `bins` bins between the least and the greatest.
  package init(_ arms: ScoreArms, bins: Int = 60) {
    let finite = (arms.included + arms.excluded).filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else {
      self.init(edges: [], included: [], excluded: [])
      return
    }
    // Scores that are all equal, or next to each other, or as far apart as doubles go, still get bins of a finite width.
    let isNarrow = greatest - least <= Double(bins) * max(least.ulp, greatest.ulp)
    let margin = isNarrow ? max(abs(least), 1) / 2 : 0
    let (first, last) = (
      max(least - margin, -.greatestFiniteMagnitude), min(greatest + margin, .greatestFiniteMagnitude)
    )
    let width = last / Double(bins) - first / Double(bins)
    let edges = (0...bins).map { index in
      first * (1 - Double(index) / Double(bins)) + last * (Double(index) / Double(bins))
    }
    func counts(_ scores: [Double]) -> [Int] {
      var counts = [Int](repeating: 0, count: bins)
      for score in scores where score.isFinite {
        counts[Int(min(max(score / width - first / width, 0), Double(bins - 1)))] += 1
      }
      return counts
    }
    self.init(edges: edges, included: counts(arms.included), excluded: counts(arms.excluded))
  }
}

package import PrivacyModel

extension ScoreHistogram {
  /// Counts the finite scores of both worlds in `bins` bins between the least and the greatest.
  package init(_ arms: ScoreArms, bins: Int = 60) {
    let finite = (arms.included + arms.excluded).filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else {
      self.init(edges: [], included: [], excluded: [])
      return
    }
    // Scores that are all equal, or as far apart as doubles go, still get bins of a finite positive width.
    let margin = least == greatest ? max(abs(least), 1) / 2 : 0
    let width = (greatest / Double(bins) - least / Double(bins)) + 2 * margin / Double(bins)
    let edges = (0...bins).map { (least - margin) + width * Double($0) }
    func counts(_ scores: [Double]) -> [Int] {
      var counts = [Int](repeating: 0, count: bins)
      for score in scores where score.isFinite {
        counts[min(max(Int((score - edges[0]) / width), 0), bins - 1)] += 1
      }
      return counts
    }
    self.init(edges: edges, included: counts(arms.included), excluded: counts(arms.excluded))
  }
}

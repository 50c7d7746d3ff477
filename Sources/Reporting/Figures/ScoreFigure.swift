internal import PrivacyModel

/// The scores of the two worlds, with the threshold between what is read as "included" and "excluded".
struct ScoreFigure {
  private let outcome: AuditOutcome

  init(_ outcome: AuditOutcome) { self.outcome = outcome }

  var script: String {
    let scores = scoreRange
    let counts = 0...max(1, Double((histogram.included + histogram.excluded).max() ?? 0)) * 1.05
    return """
      \(FigureStyle.preamble)
      set xrange [\(scores.lowerBound):\(scores.upperBound)]
      set yrange [0:\(counts.upperBound)]
      set xtics \(LinearTicks(in: scores, about: 7).script)
      set ytics \(LinearTicks(in: counts, about: 6, wholeNumbers: true).script)
      set xlabel 'Score (larger: more likely included)' textcolor rgb '\(FigureStyle.ink)'
      set ylabel 'Trials' textcolor rgb '\(FigureStyle.ink)'
      set title \(quoted("\(outcome.specification.name): scores in the two worlds")) noenhanced
      set tmargin 5.2
      set title offset 0,1.6
      set key at graph 0.5,1.03 center bottom horizontal maxrows 1 Left reverse width -5
      \(isEmpty ? "set label 1 'no finite scores' at graph 0.5,0.5 center textcolor rgb '\(FigureStyle.ink)'" : "")
      \(dataBlock("excluded", outline(histogram.excluded)))
      \(dataBlock("included", outline(histogram.included)))
      \(thresholdBlock(scores, height: counts.upperBound))
      plot \(curves("excluded", FigureStyle.excluded)), \(curves("included", FigureStyle.included))\
      \(thresholdLine)
      """
  }

  /// From bottom to top; empty where the largest bound rests on no threshold.
  private func thresholdBlock(_ scores: ClosedRange<Double>, height: Double) -> String {
    guard let threshold = outcome.bound.rates?.threshold else { return "" }
    let x = place(of: threshold, in: scores)
    return dataBlock("threshold", [(x, 0), (x, height)])
  }

  private var thresholdLine: String {
    guard let threshold = outcome.bound.rates?.threshold else { return "" }
    return ", $threshold with lines linewidth 2 dashtype (6,4) linecolor rgb '\(FigureStyle.ink)' "
      + "title \(quoted("threshold \(decimalText(threshold))")) noenhanced"
  }

  private var histogram: ScoreHistogram { outcome.histogram }

  private var isEmpty: Bool { histogram.edges.count < 2 }

  private func curves(_ world: String, _ colour: String) -> String {
    """
    $\(world) with filledcurves y=0 fillcolor rgb '\(colour)' fillstyle transparent solid 0.35 noborder \
    title 'canary \(world)', \
    $\(world) with lines linewidth 1.6 linecolor rgb '\(colour)' notitle
    """
  }

  /// The bins and a finite threshold, with a little air on both sides and some width in any case.
  private var scoreRange: ClosedRange<Double> {
    let places = (histogram.edges + [outcome.bound.rates?.threshold].compactMap(\.self)).filter(\.isFinite)
    guard let low = places.min(), let high = places.max() else { return -1...1 }
    let air = max((high - low) * 0.04, max(abs(low), abs(high)) * 1e-6, 1e-300)
    let padding = low == high ? max(1, abs(low) * 0.1) : air
    return (low - padding)...(high + padding)
  }

  /// An infinite threshold stands at the edge.
  private func place(of threshold: Double, in scores: ClosedRange<Double>) -> Double {
    threshold.isNaN ? scores.lowerBound : min(max(threshold, scores.lowerBound), scores.upperBound)
  }

  /// The corners of the bars. Bins without width are drawn as wide as a bar can be seen.
  private func outline(_ counts: [Int]) -> [(x: Double, y: Double)] {
    guard let first = histogram.edges.first, let last = histogram.edges.last, !isEmpty else { return [(0, 0)] }
    guard first < last else {
      let (half, height) = (max(1, abs(first) * 0.1) * 0.05, Double(counts.reduce(0, +)))
      return [(first - half, 0), (first - half, height), (first + half, height), (first + half, 0)]
    }
    let bars = zip(counts, zip(histogram.edges, histogram.edges.dropFirst())).flatMap { count, edges in
      [(x: edges.0, y: Double(count)), (x: edges.1, y: Double(count))]
    }
    return [(first, 0)] + bars + [(last, 0)]
  }
}

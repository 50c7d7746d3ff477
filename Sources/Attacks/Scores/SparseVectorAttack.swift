internal import Foundation
package import PrivacyModel

/// The likelihood ratio of what a sparse vector technique says, from a table that is made once.
///
/// Given which queries were said to be above, the noisy values that were released, if any, have a ratio of their own; the
/// rest depends on the smallest of them alone, which the threshold's noise did not exceed. That part is tabulated for
/// every pattern, and interpolated: a score is within 1e-4 of the logarithm of the ratio.
package struct SparseVectorAttack: Attack {
  private let answers: NeighbouringAnswers
  /// Of the noise on released values; nil where none are released.
  private let valueScale: Double?
  private let grid: ValueGrid?
  /// By key.
  private var patterns: [Pattern?]

  /// Which queries were above, until it stopped.
  private struct Pattern: Sendable {
    let above: [Int]
    /// The log ratio without that of the values, at each point of the grid; one where values say nothing of the threshold.
    /// ±1000 stands for ±∞.
    let ratios: [Double]
  }

  /// - Parameters:
  ///   - rule: On at most 16 queries.
  ///   - valueScale: Of the new noise under which answers above the threshold are given; nil where they are not.
  package init(
    _ rule: SparseVectorRule, givingAnswersAtScale valueScale: Double? = nil, on answers: NeighbouringAnswers
  ) {
    let count = answers.included.count
    precondition(count <= 16, "a table has up to 16 queries, got \(count)")
    precondition(!rule.releasesValues || valueScale == nil, "values are released once")
    self.answers = answers
    self.valueScale = rule.releasesValues ? rule.queryScale : valueScale
    let grid = rule.releasesValues ? ValueGrid(rule, answers) : nil
    self.grid = grid
    patterns = Array(repeating: nil, count: 2 << count)
    let law = SparseVectorLaw(rule)
    for transcript in SparseVectorAnswer.transcripts(queries: count, mostAbove: rule.mostAbove) {
      let above = transcript.indices.filter { transcript[$0] == .above }
      func ratio(_ said: [SparseVectorAnswer]) -> Double {
        clampedLogRatio(
          law.logDensity(of: said, given: answers.included), law.logDensity(of: said, given: answers.excluded))
      }
      let ratios: [Double]
      if let grid, !above.isEmpty {
        ratios = grid.points.map { value in
          ratio(transcript.map { $0 == .above ? .value(value) : $0 })
            - above.reduce(0) { $0 + answers.logRatio(of: value, at: $1, scale: rule.queryScale) }
        }
      } else {
        ratios = [ratio(transcript)]
      }
      patterns[Self.key(transcript)] = Pattern(above: above, ratios: ratios)
    }
  }

  package func score(_ said: [SparseVectorAnswer], candidate: Int) -> Double {
    var (ofValues, lowest) = (0.0, Double.infinity)
    if let valueScale {
      for (index, answer) in said.enumerated() {
        guard case .value(let value) = answer else { continue }
        ofValues += answers.logRatio(of: value, at: index, scale: valueScale)
        lowest = min(lowest, value)
      }
    }
    guard let ratios = patterns[Self.key(said)]?.ratios else {
      preconditionFailure("the technique says nothing else")
    }
    guard let grid, ratios.count > 1 else { return ratios[0] + ofValues }
    return grid.interpolated(ratios, at: lowest) + ofValues
  }

  package func scores(_ releases: [[SparseVectorAnswer]], candidates: Int) -> [Double]? {
    releases.map { score($0, candidate: 0) }
  }

  /// Of all that the technique can say, at the points of the grid, whose ends are like all beyond them.
  package var logRatioRange: LogRatioRange {
    LogRatioRange(
      patterns.compactMap(\.self).flatMap { pattern in
        pattern.ratios.enumerated().flatMap { point, ratio -> [Double] in
          guard abs(ratio) < 1000 else { return [ratio * .infinity] }
          guard let valueScale, !pattern.above.isEmpty else { return [ratio] }
          let values = range(ofValuesIn: pattern, from: grid.map { $0.points[point] }, scale: valueScale)
          return [ratio + values.lowest, ratio + values.highest]
        }
      })
  }

  /// Of the values' own ratio, where `smallest` is the smallest of them, or nil where each is free.
  private func range(ofValuesIn pattern: Pattern, from smallest: Double?, scale: Double) -> LogRatioRange {
    func ratio(_ value: Double, _ index: Int) -> Double { answers.logRatio(of: value, at: index, scale: scale) }
    // A ratio is monotone in the value, and constant beyond both true answers.
    func range(_ index: Int, from least: Double) -> LogRatioRange {
      LogRatioRange([ratio(least, index), ratio(1e6, index)])
    }
    let none = LogRatioRange([])
    guard let smallest else { return pattern.above.reduce(none) { $0 + range($1, from: -1e6) } }
    let ranges = pattern.above.map { least in
      pattern.above.reduce(none) { sum, index in
        sum + (index == least ? LogRatioRange([ratio(smallest, index)]) : range(index, from: smallest))
      }
    }
    return LogRatioRange(ranges.flatMap { [$0.lowest, $0.highest] })
  }

  /// A one, and a bit for each query that was answered.
  private static func key(_ said: [SparseVectorAnswer]) -> Int {
    said.reduce(1) { $0 << 1 | ($1 == .below ? 0 : 1) }
  }
}

/// The values at which a ratio is tabulated: where its slope jumps, and between and beyond these.
///
/// What a smallest value of so much says of the threshold is constant below the first, and nearly so above the last.
private struct ValueGrid: Sendable {
  let points: [Double]

  init(_ rule: SparseVectorRule, _ answers: NeighbouringAnswers) {
    let kinks = Set(answers.included + answers.excluded + [rule.threshold]).sorted()
    let step = min(rule.thresholdScale, rule.queryScale) / 8
    var points: [Double] = []
    for (kink, next) in zip(kinks, kinks.dropFirst() + [kinks[kinks.count - 1] + 160 * step]) {
      let parts = max(8, ((next - kink) / step).rounded(.up))
      points += stride(from: 0, to: parts, by: 1).map { kink + (next - kink) * $0 / parts }
    }
    self.points = points
  }

  func interpolated(_ ratios: [Double], at value: Double) -> Double {
    // The first point above.
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if points[middle] <= value { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return ratios[0] }
    guard low < points.count else { return ratios[low - 1] }
    let share = (value - points[low - 1]) / (points[low] - points[low - 1])
    return ratios[low - 1] + share * (ratios[low] - ratios[low - 1])
  }
}

extension NeighbouringAnswers {
  /// Of one answer with Laplace noise.
  fileprivate func logRatio(of value: Double, at index: Int, scale: Double) -> Double {
    (abs(value - excluded[index]) - abs(value - included[index])) / scale
  }
}

extension SparseVectorAnswer {
  /// Everything that a technique can say of so many queries when it releases no values and stops after `mostAbove`.
  package static func transcripts(queries: Int, mostAbove: Int?) -> [[SparseVectorAnswer]] {
    var (open, closed): ([[SparseVectorAnswer]], [[SparseVectorAnswer]]) = ([[]], [])
    for _ in 0..<queries {
      let longer = open.flatMap { [$0 + [.below], $0 + [.above]] }
      func isOver(_ said: [SparseVectorAnswer]) -> Bool { said.count { $0 == .above } == mostAbove }
      closed += longer.filter(isOver)
      open = longer.filter { !isOver($0) }
    }
    return closed + open
  }
}

internal import Foundation
internal import NumericalCore
internal import PrivacyModel

extension CoverageStudy {
  /// By repetition what every bound said.
  typealias Collected = [Unit: [Int: [Double?]]]

  func cells(_ collected: Collected) throws -> [CoverageSummary.Cell] {
    let places = bounds.indices.flatMap { index in
      Self.laws.flatMap { law in sizes.map { (index, Unit(law: law, size: $0, isComparison: false)) } }
    }.filter { truth(bounds[$0.0], $0.1.law).isFinite }
    let claimed = places.count { bounds[$0.0].covers($0.1.law) }
    return try places.map { index, unit in
      try cell(
        bounds[index], unit, values(collected[unit], of: index), alarm: 1e-4 / Double(max(1, claimed)))
    }
  }

  private func truth(_ bound: StudiedBound, _ law: ScoreLaw) -> Double { law.epsilon(delta: bound.isPure ? 0 : delta) }

  private func cell(
    _ bound: StudiedBound, _ unit: Unit, _ values: [Double], alarm: Double
  ) throws -> CoverageSummary.Cell {
    let truth = truth(bound, unit.law)
    let failures = BinomialCount(successes: values.count { $0 > truth * (1 + 1e-9) }, of: values.count)
    let end = CoverageSummary.intervalSignificance / 2
    // P[X ≥ failures] at the nominal rate.
    let tail = 1 - Binomial(trials: values.count, probability: significance).lowerTail(failures.successes - 1)
    return CoverageSummary.Cell(
      method: bound.name, label: bound.label, law: unit.law.name, size: unit.size,
      repetitions: failures.trials, failures: failures.successes,
      leastRate: 1 - (try clopperPearsonUpperBound(failures.complement, significance: end)),
      greatestRate: try clopperPearsonUpperBound(failures, significance: end),
      tightness: truth > 0 ? mean(values) / truth : nil, isClaimed: bound.covers(unit.law), isExceeded: tail < alarm)
  }

  func comparisons(_ collected: Collected) -> [CoverageSummary.Comparison] {
    ComparedBound.laws.flatMap { law in
      comparedSizes.flatMap { size in
        ComparedBound.allCases.enumerated().map { index, bound in
          let values = values(collected[Unit(law: law, size: size, isComparison: true)], of: index)
          let mean = mean(values)
          let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
          let count = Double(values.count)
          return CoverageSummary.Comparison(
            method: bound.method.name, law: law.name, perArm: size, repetitions: values.count,
            truth: law.epsilon(delta: delta), mean: mean,
            standardError: count > 1 ? (squares / (count - 1) / count).squareRoot() : nil)
        }
      }
    }
  }
}

/// In the order of repetitions, so that sums do not depend on the threads.
private func values(_ repetitions: [Int: [Double?]]?, of bound: Int) -> [Double] {
  (repetitions ?? [:]).sorted { $0.key < $1.key }.compactMap { $0.value[bound] }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

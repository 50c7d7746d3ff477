internal import Foundation
package import PrivacyModel

extension AccountingStudy {
  /// Counts up what the points of this study found.
  package func summary(of studied: [StudiedPoint]) -> AccountingStudySummary {
    let findings = studied.map(\.findings)
    let main = findings.filter { $0.mechanism.family == .dpSGD }
    let others = findings.filter { $0.mechanism.family != .dpSGD }
    var summary = AccountingStudySummary(seed: seed, points: points, otherPoints: otherPoints)
    summary.violations = findings.flatMap(\.violations)
    summary.checks = StudyCheck.allCases.map { check in
      .init(
        check: check, made: findings.reduce(0) { $0 + $1.checks[check, default: 0] },
        violations: summary.violations.filter { $0.check == check }.count)
    }
    (summary.widths, summary.otherWidths) = (widths(main), widths(others))
    summary.contours = (0...6).map { contourDecade($0, main) }
    summary.families = StudyMechanism.Family.allCases.filter { $0 != .dpSGD }.map { familyCount($0, others) }
    summary.refusals = Dictionary(grouping: others.flatMap(\.refusals)) { $0 }
      .map { .init(reason: $0.key, times: $0.value.count) }
      .sorted { ($0.times, $1.reason) > ($1.times, $0.reason) }
    summary.times = StudyQuery.allCases.map { queryTimes($0, studied) }
    summary.slowest = studied.map { point in
      .init(mechanism: point.findings.mechanism, seconds: point.seconds[.account]?.max() ?? 0)
    }.sorted { $0.seconds > $1.seconds }.prefix(10).filter { $0.seconds > 0.5 }
    return summary
  }
}

private func widths(_ findings: [StudyFindings]) -> AccountingStudySummary.Widths {
  let intervals = findings.flatMap { finding in
    finding.answers.compactMap { answer in
      answer.relativeWidth.map {
        AccountingStudySummary.WideInterval(width: $0, answer: answer, mechanism: finding.mechanism)
      }
    }
  }.sorted { $0.width > $1.width }
  let sorted = Array(intervals.map(\.width).reversed())
  let wide = intervals.filter { $0.width > 1e-3 }
  var widths = AccountingStudySummary.Widths()
  guard !sorted.isEmpty else { return widths }
  widths.intervals = sorted.count
  widths.median = quantile(sorted, 0.5)
  widths.percentile99 = quantile(sorted, 0.99)
  widths.maximum = quantile(sorted, 1)
  widths.wide = wide.count
  widths.widest = Array(wide.prefix(20))
  return widths
}

private func contourDecade(_ decade: Int, _ findings: [StudyFindings]) -> AccountingStudySummary.ContourDecade {
  let inside = findings.filter { Int(log10(Double($0.mechanism.parts[0].count))) == decade }
  let outcomes = Dictionary(grouping: inside.flatMap(\.answers).compactMap(\.contour)) { $0 }.mapValues(\.count)
  let resolved = outcomes[.resolved, default: 0]
  let integrated = resolved + outcomes[.unresolved, default: 0]
  return .init(
    decade: decade, outcomes: outcomes,
    resolvedShare: integrated > 0 ? Double(resolved) / Double(integrated) : nil)
}

private func familyCount(
  _ family: StudyMechanism.Family, _ findings: [StudyFindings]
) -> AccountingStudySummary.FamilyCount {
  let inside = findings.filter { $0.mechanism.family == family }
  let answers = inside.flatMap(\.answers)
  return .init(
    family: family, asked: 2 * inside.count, answered: answers.count,
    byRenyiAlone: answers.filter { $0.lower == nil }.count, refused: inside.reduce(0) { $0 + $1.refusals.count })
}

private func queryTimes(_ query: StudyQuery, _ studied: [StudiedPoint]) -> AccountingStudySummary.QueryTimes {
  let seconds = studied.flatMap { $0.seconds[query] ?? [] }.sorted()
  func at(_ share: Double) -> Double? { seconds.isEmpty ? nil : quantile(seconds, share) }
  return .init(query: query, number: seconds.count, median: at(0.5), percentile99: at(0.99), longest: at(1))
}

/// Of sorted values, the nearest rank.
private func quantile(_ sorted: [Double], _ share: Double) -> Double {
  sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
}

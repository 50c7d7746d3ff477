internal import Foundation
internal import PrivacyAccounting
internal import PrivacyModel
internal import Reporting

/// The report of a study of the accountants, in Markdown.
func accountingStudyReport(_ study: AccountingStudy, _ studied: [StudiedPoint]) -> String {
  let findings = studied.map(\.findings)
  let violations = findings.flatMap(\.violations)
  let main = findings.filter { $0.mechanism.family == .dpSGD }
  let other = findings.filter { $0.mechanism.family != .dpSGD }
  let sections = [
    """
    # Self-check of the accountants

    \(countText(study.points)) random DP-SGD mechanisms (Gaussian noise, Poisson sampling) and \
    \(countText(study.otherPoints)) others, each under add-or-remove and replace-one, beside a more private mechanism \
    with one argument changed by a factor in (1, 4). σ in [0.2, 100], q in [1e-6, 1], T in [1, 10⁶] and δ in \
    [1e-12, 0.1] are log-uniform; one in ten has q = 1, one in ten T = 1. What all accountants get wrong alike would \
    not show here.

    Seed \(study.seed), dpaudit \(toolVersion). Again:

    \(fenced(["./dpaudit selfcheck --accounting --points \(study.points) --seed \(study.seed)"]))
    """,
    "## Checks\n\n" + checkTable(findings),
    violations.isEmpty ? nil : "## Violations\n\n" + violationList(violations),
    "## Widths\n\n" + widthSection(main, of: "DP-SGD") + "\n\n" + widthSection(other, of: "the other mechanisms"),
    "## The contour accountant\n\n" + contourTable(main),
    "## Other mechanisms\n\n" + familyTable(other) + "\n\n" + refusalTable(other),
    "## Time\n\n" + timeSection(studied),
    violationStatement(violations.count),
  ]
  return sections.compactMap(\.self).joined(separator: "\n\n") + "\n"
}

func violationStatement(_ count: Int) -> String { "\(countText(count)) violation\(count == 1 ? "" : "s")" }

private func checkTable(_ findings: [StudyFindings]) -> String {
  table(
    ["Check", "Made", "Violations"],
    StudyCheck.allCases.map { check in
      let made = findings.reduce(0) { $0 + $1.checks[check, default: 0] }
      let violations = findings.reduce(0) { $0 + $1.violations.filter { $0.check == check }.count }
      return [check.rawValue, countText(made), countText(violations)]
    })
}

private func violationList(_ violations: [StudyViolation]) -> String {
  let shown = violations.prefix(50).map { violation in
    "- \(violation.check.rawValue): \(violation.detail)\n\n"
      + fenced(violation.mechanisms.map { commandLine($0, violation.adjacency) }).split(separator: "\n")
      .map { "  \($0)" }.joined(separator: "\n")
  }
  let rest = violations.count > 50 ? "\n\n\(countText(violations.count - 50)) more" : ""
  return shown.joined(separator: "\n") + rest
}

/// How wide the intervals are, and the widest as command lines.
private func widthSection(_ findings: [StudyFindings], of what: String) -> String {
  struct Interval {
    let width: Double
    let answer: StudyAnswer
    let mechanism: StudyMechanism
  }
  let intervals = findings.flatMap { finding in
    finding.answers.compactMap { answer in
      answer.relativeWidth.map { Interval(width: $0, answer: answer, mechanism: finding.mechanism) }
    }
  }.sorted { $0.width > $1.width }
  guard let widest = intervals.first else { return "No intervals for \(what)." }
  let widths = intervals.map(\.width).reversed()
  let wide = intervals.filter { $0.width > 1e-3 }
  let summary =
    "(ε − lower end) ÷ ε over \(countText(intervals.count)) intervals of \(what): median "
    + "\(decimalText(quantile(Array(widths), 0.5), digits: 3)), 99 % \(decimalText(quantile(Array(widths), 0.99), digits: 3)), "
    + "maximum \(decimalText(widest.width, digits: 3)). \(countText(wide.count)) "
    + "(\(decimalText(100 * Double(wide.count) / Double(intervals.count), digits: 3)) %) are wider than the 1e-3 asked for."
  guard !wide.isEmpty else { return summary }
  return summary + " The widest:\n\n"
    + table(
      ["Width", "Lower end", "ε", "Method"],
      wide.prefix(20).map { interval in
        [
          decimalText(interval.width, digits: 3, rounding: .up),
          decimalText(interval.answer.lower ?? 0, rounding: .down),
          decimalText(interval.answer.upper, rounding: .up), interval.answer.method.rawValue,
        ]
      }) + "\n\n" + fenced(wide.prefix(20).map { commandLine($0.mechanism, $0.answer.adjacency) })
}

private func contourTable(_ findings: [StudyFindings]) -> String {
  let rows = (0...6).map { decade in
    let inside = findings.filter { Int(log10(Double($0.mechanism.parts[0].count))) == decade }
    let outcomes = inside.flatMap(\.answers).compactMap(\.contour)
    let counts = ContourOutcome.allCases.map { outcome in outcomes.filter { $0 == outcome }.count }
    let integrated = counts[1] + counts[2]
    let share = integrated > 0 ? "\(decimalText(100 * Double(counts[1]) / Double(integrated), digits: 3)) %" : "–"
    return ["10^\(decade)"] + counts.map(countText) + [share]
  }
  return "Of the integrals, those that resolve, by the decade in which T begins:\n\n"
    + table(["T from"] + ContourOutcome.allCases.map(\.rawValue) + ["resolved"], rows)
}

private func familyTable(_ findings: [StudyFindings]) -> String {
  let rows = StudyMechanism.Family.allCases.filter { $0 != .dpSGD }.map { family in
    let inside = findings.filter { $0.mechanism.family == family }
    let answers = inside.flatMap(\.answers)
    return [
      family.rawValue, countText(2 * inside.count), countText(answers.count),
      countText(answers.filter { $0.lower == nil }.count), countText(inside.reduce(0) { $0 + $1.refusals.count }),
    ]
  }
  return table(["Mechanism", "Asked", "Answered", "of these by Rényi alone", "Refused"], rows)
}

private func refusalTable(_ findings: [StudyFindings]) -> String {
  let refusals = Dictionary(grouping: findings.flatMap(\.refusals)) { $0 }.mapValues(\.count)
  guard !refusals.isEmpty else { return "Nothing was refused." }
  return table(
    ["Refusal", "Times"],
    refusals.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { [$0.key, countText($0.value)] })
}

private func timeSection(_ studied: [StudiedPoint]) -> String {
  let rows = StudyQuery.allCases.map { query in
    let seconds = studied.flatMap { $0.seconds[query] ?? [] }.sorted()
    return [query.rawValue, countText(seconds.count)]
      + [0.5, 0.99, 1].map { seconds.isEmpty ? "–" : durationText(seconds: quantile(seconds, $0)) }
  }
  let slowest = studied.sorted { longest($0) > longest($1) }.prefix(10).filter { longest($0) > 0.5 }
  return "Processor time of a query, which is the one thing here that another run need not find again:\n\n"
    + table(["Query", "Number", "Median", "99 %", "Longest"], rows)
    + (slowest.isEmpty
      ? ""
      : "\n\nPoints with the longest queries for ε:\n\n"
        + fenced(
          slowest.map {
            "\(commandLine($0.findings.mechanism, .addOrRemove))  # \(durationText(seconds: longest($0)))"
          }))
}

private func longest(_ point: StudiedPoint) -> Double { point.seconds[.account]?.max() ?? 0 }

/// Of sorted values, the nearest rank.
private func quantile(_ sorted: [Double], _ share: Double) -> Double {
  sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
}

private func fenced(_ lines: [String]) -> String { (["```"] + lines + ["```"]).joined(separator: "\n") }

package import PrivacyModel

/// The report of a study of the accountants, in Markdown.
///
/// - Parameter toolVersion: Of the dpaudit that made the study.
package func accountingStudyReport(_ summary: AccountingStudySummary, toolVersion: String) -> String {
  let sections = [
    """
    # Self-check of the accountants

    \(countText(summary.points)) random DP-SGD mechanisms (Gaussian noise, Poisson sampling) and \
    \(countText(summary.otherPoints)) others, each under add-or-remove and replace-one, beside a more private mechanism \
    with one argument changed by a factor in (1, 4). σ in [0.2, 100], q in [1e-6, 1], T in [1, 10⁶] and δ in \
    [1e-12, 0.1] are log-uniform; one in ten has q = 1, one in ten T = 1. What all accountants get wrong alike would \
    not show here.

    Seed \(summary.seed), dpaudit \(toolVersion). Again:

    \(fenced(["./dpaudit selfcheck --accounting --points \(summary.points) --seed \(summary.seed)"]))
    """,
    "## Checks\n\n" + checkTable(summary.checks),
    summary.violations.isEmpty ? nil : "## Violations\n\n" + violationList(summary.violations),
    "## Widths\n\n" + widthSection(summary.widths, of: "DP-SGD") + "\n\n"
      + widthSection(summary.otherWidths, of: "the other mechanisms"),
    "## The contour accountant\n\n" + contourTable(summary.contours),
    "## Other mechanisms\n\n" + familyTable(summary.families) + "\n\n" + refusalTable(summary.refusals),
    "## Time\n\n" + timeSection(summary),
    violationStatement(summary.violations.count),
  ]
  return sections.compactMap(\.self).joined(separator: "\n\n") + "\n"
}

/// The last line of the report.
package func violationStatement(_ count: Int) -> String { "\(countText(count)) violation\(count == 1 ? "" : "s")" }

private func checkTable(_ checks: [AccountingStudySummary.CheckCount]) -> String {
  table(
    ["Check", "Made", "Violations"],
    checks.map { [$0.check.rawValue, countText($0.made), countText($0.violations)] })
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
private func widthSection(_ widths: AccountingStudySummary.Widths, of what: String) -> String {
  guard widths.intervals > 0 else { return "No intervals for \(what)." }
  let summary =
    "(ε − lower end) ÷ ε over \(countText(widths.intervals)) intervals of \(what): median "
    + "\(decimalText(widths.median, digits: 3)), 99 % \(decimalText(widths.percentile99, digits: 3)), "
    + "maximum \(decimalText(widths.maximum, digits: 3)). \(countText(widths.wide)) "
    + "(\(percentage(Double(widths.wide) / Double(widths.intervals)))) are wider than the 1e-3 asked for."
  guard !widths.widest.isEmpty else { return summary }
  return summary + " The widest:\n\n"
    + table(
      ["Width", "Lower end", "ε", "Method"],
      widths.widest.map { interval in
        [
          decimalText(interval.width, digits: 3, rounding: .up),
          decimalText(interval.answer.lower ?? 0, rounding: .down),
          decimalText(interval.answer.upper, rounding: .up), interval.answer.method.rawValue,
        ]
      }) + "\n\n" + fenced(widths.widest.map { commandLine($0.mechanism, $0.answer.adjacency) })
}

private func contourTable(_ decades: [AccountingStudySummary.ContourDecade]) -> String {
  let rows = decades.map { row in
    ["10^\(row.decade)"] + ContourOutcome.allCases.map { countText(row.outcomes[$0, default: 0]) }
      + [row.resolvedShare.map(percentage) ?? "–"]
  }
  return "Of the integrals, those that resolve, by the decade in which T begins:\n\n"
    + table(["T from"] + ContourOutcome.allCases.map(\.rawValue) + ["resolved"], rows)
}

private func familyTable(_ families: [AccountingStudySummary.FamilyCount]) -> String {
  table(
    ["Mechanism", "Asked", "Answered", "of these by Rényi alone", "Refused"],
    families.map { row in
      [row.family.rawValue] + [row.asked, row.answered, row.byRenyiAlone, row.refused].map(countText)
    })
}

private func refusalTable(_ refusals: [AccountingStudySummary.RefusalCount]) -> String {
  guard !refusals.isEmpty else { return "Nothing was refused." }
  return table(["Refusal", "Times"], refusals.map { [$0.reason, countText($0.times)] })
}

private func timeSection(_ summary: AccountingStudySummary) -> String {
  let rows = summary.times.map { row in
    [row.query.rawValue, countText(row.number)]
      + [row.median, row.percentile99, row.longest].map { $0.map { durationText(seconds: $0) } ?? "–" }
  }
  let slowest = summary.slowest.map {
    "\(commandLine($0.mechanism, .addOrRemove))  # \(durationText(seconds: $0.seconds))"
  }
  return "Processor time of a query, which is the one thing here that another run need not find again:\n\n"
    + table(["Query", "Number", "Median", "99 %", "Longest"], rows)
    + (slowest.isEmpty ? "" : "\n\nPoints with the longest queries for ε:\n\n" + fenced(slowest))
}

private func percentage(_ share: Double) -> String { "\(decimalText(100 * share, digits: 3)) %" }

func fenced(_ lines: [String]) -> String { (["```"] + lines + ["```"]).joined(separator: "\n") }

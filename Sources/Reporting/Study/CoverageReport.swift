package import PrivacyModel

/// The report of a study of bounds at laws of scores with known ε, in Markdown.
///
/// - Parameters:
///   - figures: Names of files beside the report; nil where there are none.
///   - toolVersion: Of the dpaudit that made the study.
package func coverageReport(
  _ summary: CoverageSummary, figures: CoverageFigureNames?, toolVersion: String
) -> String {
  let level = exactText(summary.significance)
  let sections: [String?] = [
    """
    # Self-check of the bounds

    \(countText(summary.repetitions)) repetitions at each law of scores and size, \
    \(countText(summary.largeRepetitions)) at sizes above \(countText(CoverageSummary.largestOftenRepeated)), with \
    significance \(level) and δ \(exactText(summary.delta)). Each candidate is included by a fair coin; the size counts \
    both worlds. A bound fails where it exceeds the true ε.

    Seed \(summary.seed), dpaudit \(toolVersion). Again:

    \(fenced([command(summary)]))
    """,
    """
    ## False refutations where a theorem covers the scores

    The share of repetitions in which the bound exceeded the true ε, at the worst law and size of each method, with its \
    \(confidenceText(CoverageSummary.intervalSignificance)) Clopper–Pearson interval; the level is \(level). Too many are \
    so many that binomial chance gives them with a probability below 10⁻⁴ over all cells. Where the level is met \
    exactly, one interval in forty lies above it by chance.

    \(failureTable(summary.cells.filter(\.isClaimed), level: summary.significance))
    """,
    figures.map { "![False refutation rates of all claimed cells](\(linkTarget($0.rates)))" },
    """
    ## False refutations where none does

    Numbers with these labels decide nothing unless a specification names the assumption; here is why. joint-beta and \
    the intervals for a ratio see the counts of the second half at the threshold that the first half chose; the intervals \
    know no δ but 0 and are held against the true ε there, where it is finite.

    \(failureTable(summary.cells.filter { !$0.isClaimed }, level: summary.significance))
    """,
    summary.comparisons.isEmpty ? nil : comparisonSection(summary),
    "## Tightness\n\nThe mean bound ÷ the true ε.",
    figures.map { "![Mean bound ÷ true ε by size](\(linkTarget($0.tightness)))" },
    tightness(summary),
    violationStatement(summary.violations.count),
  ]
  return sections.compactMap(\.self).joined(separator: "\n\n") + "\n"
}

/// What makes the study again.
private func command(_ summary: CoverageSummary) -> String {
  "./dpaudit selfcheck --bounds --repetitions \(summary.repetitions) --large-repetitions \(summary.largeRepetitions) "
    + "--sizes \(summary.cells.map(\.size).uniqued.map(String.init).joined(separator: " ")) --seed \(summary.seed)"
}

private func failureTable(_ cells: [CoverageSummary.Cell], level: Double) -> String {
  table(
    ["Method", "Label", "Cells", "Failures in all", "Worst share", "Interval", "There", "Interval above", "Too many"],
    cells.map(\.method).uniqued.compactMap { method in
      let own = cells.filter { $0.method == method }
      guard let worst = own.max(by: { $0.rate < $1.rate }) else { return nil }
      return [
        method, worst.label.word, countText(own.count),
        "\(countText(own.reduce(0) { $0 + $1.failures })) of \(countText(own.reduce(0) { $0 + $1.repetitions }))",
        decimalText(worst.rate, digits: 3),
        "\(decimalText(worst.leastRate, digits: 3, rounding: .down)) – "
          + decimalText(worst.greatestRate, digits: 3, rounding: .up),
        worst.failures == 0 ? "-" : "\(worst.law), n = \(countText(worst.size))",
        countText(own.count { $0.leastRate > level }), countText(own.count { $0.isExceeded }),
      ]
    })
}

private func tightness(_ summary: CoverageSummary) -> String {
  summary.cells.map(\.law).uniqued.compactMap { law -> String? in
    let own = summary.cells.filter { $0.law == law && $0.tightness != nil }
    guard !own.isEmpty else { return nil }
    let sizes = own.map(\.size).uniqued
    let rows = own.map(\.method).uniqued.map { method in
      [method]
        + sizes.map { size in
          own.first { $0.method == method && $0.size == size }?.tightness.map { decimalText($0, digits: 3) } ?? "-"
        }
    }
    return "### \(law.prefix(1).uppercased() + law.dropFirst())\n\n"
      + table(["Method"] + sizes.map { "n = \(countText($0))" }, rows)
  }.joined(separator: "\n\n")
}

extension Array where Element: Equatable {
  /// Each once, in the order of first appearance.
  var uniqued: [Element] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

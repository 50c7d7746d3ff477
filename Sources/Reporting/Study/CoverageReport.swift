package import PrivacyModel

/// The report of a study of bounds at laws of scores with known ε, in Markdown.
///
/// - Parameters:
///   - command: What makes it again.
///   - toolVersion: Of the dpaudit that made the study.
package func coverageReport(_ summary: CoverageSummary, command: String, toolVersion: String) -> String {
  let claimed = summary.cells.filter(\.isClaimed)
  let others = summary.cells.filter { !$0.isClaimed }
  let sections = [
    """
    # Self-check of the bounds

    \(countText(summary.repetitions)) repetitions at each law of scores and size (a tenth as many above 20,000), with \
    significance \(exactText(summary.significance)) and δ \(exactText(summary.delta)). Each candidate is included by a \
    fair coin; the size counts both worlds. A bound fails where it exceeds the true ε.

    Seed \(summary.seed), dpaudit \(toolVersion). Again:

    \(fenced([command]))
    """,
    """
    ## False refutations where a theorem covers the scores

    The share of repetitions in which the bound exceeded the true ε, the worst law and size of each method. Too many are \
    so many that binomial chance gives them with a probability below 10⁻⁴ over all cells.

    \(failureTable(claimed))
    """,
    """
    ## False refutations where none does

    Numbers with these labels decide nothing unless a specification names the assumption; here is why.

    \(failureTable(others))
    """,
    "## Tightness\n\nThe mean bound ÷ the true ε.\n\n" + tightness(summary),
    violationStatement(summary.violations.count),
  ]
  return sections.joined(separator: "\n\n") + "\n"
}

private func failureTable(_ cells: [CoverageSummary.Cell]) -> String {
  let methods = cells.map(\.method).uniqued
  return table(
    ["Method", "Label", "Cells", "Failures in all", "Worst share", "There", "Too many"],
    methods.compactMap { method in
      let own = cells.filter { $0.method == method }
      guard let worst = own.max(by: { $0.failureShare < $1.failureShare }) else { return nil }
      return [
        method, worst.label.word, countText(own.count),
        "\(countText(own.reduce(0) { $0 + $1.failures })) of \(countText(own.reduce(0) { $0 + $1.repetitions }))",
        decimalText(worst.failureShare), worst.failures == 0 ? "-" : "\(worst.law), n = \(countText(worst.size))",
        countText(own.count { $0.isExceeded }),
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

extension CoverageSummary.Cell {
  fileprivate var failureShare: Double { Double(failures) / Double(repetitions) }
}

extension [String] {
  /// Each once, in the order of first appearance.
  fileprivate var uniqued: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

extension [Int] {
  fileprivate var uniqued: [Int] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

internal import PrivacyModel

/// The mean bounds of the first method compared, the rank grid, and of the others.
func comparisonSection(_ summary: CoverageSummary) -> String {
  let methods = summary.comparisons.map(\.method).uniqued
  let rows = ComparedRow.all(summary.comparisons)
  let repetitions = methods.map { method in
    let most = summary.comparisons.filter { $0.method == method }.map(\.repetitions).max() ?? 0
    return "\(method) \(countText(most))"
  }
  return """
    ## Rank grid beside what others do

    The mean bound, with its standard error in parentheses, where n trials are in either arm and not fair coins decide. \
    Repetitions: \(repetitions.joined(separator: ", ")). \(verdict(rows, first: methods.first ?? ""))

    \(table(
      ["Law", "n", "True ε"] + methods + ["Largest"],
      rows.map { row in
        [row.law, countText(row.perArm), decimalText(row.truth)] + row.means.map(\.text) + [row.largest]
      }))
    """
}

/// One law and size.
private struct ComparedRow {
  let law: String
  let perArm: Int
  let truth: Double
  let means: [CoverageSummary.Comparison]

  static func all(_ comparisons: [CoverageSummary.Comparison]) -> [ComparedRow] {
    comparisons.map(\.law).uniqued.flatMap { law in
      comparisons.filter { $0.law == law }.map(\.perArm).uniqued.map { perArm in
        let own = comparisons.filter { $0.law == law && $0.perArm == perArm }
        return ComparedRow(law: law, perArm: perArm, truth: own[0].truth, means: own)
      }
    }
  }

  var largest: String { means.max { $0.mean < $1.mean }?.method ?? "-" }
}

private func verdict(_ rows: [ComparedRow], first: String) -> String {
  let lost = rows.filter { $0.largest != first }
  guard !lost.isEmpty else { return "The mean of \(first) is the largest in all \(countText(rows.count)) rows." }
  let places = lost.map { "\($0.law), n = \(countText($0.perArm)) (\($0.largest))" }
  return
    "The mean of \(first) is the largest in \(countText(rows.count - lost.count)) of \(countText(rows.count)) rows, "
    + "and not at \(places.joined(separator: "; "))."
}

extension CoverageSummary.Comparison {
  fileprivate var text: String {
    decimalText(mean) + (standardError.map { " (\(decimalText($0, digits: 1, rounding: .up)))" } ?? "")
  }
}

package import PrivacyModel

/// Lower bounds side by side as a terminal shows them, rounded down.
package func boundTableText(_ table: BoundTable) -> String {
  let facts = factLines([
    ("trials", "\(countText(table.included)) included, \(countText(table.excluded)) excluded"),
    ("delta", exactText(table.delta)), ("adjacency", table.adjacency.rawValue),
    ("ledger", ledgerText(table.ledger)),
  ])
  let rows = table.rows.map { row in
    [row.method, number(row.epsilon, .down), number(row.ceiling, .up), lever(row), meaning(row)]
  }
  return
    (facts + [""]
    + columns([["method", "epsilon at least", "so many show at most", "to raise it", "what it is"]] + rows)
    + (table.description.map { [""] + factLines(descriptionFacts($0)) } ?? [])).map { $0 + "\n" }.joined()
}

/// Who spends how much.
func ledgerText(_ ledger: SignificanceLedger) -> String {
  "significance \(exactText(ledger.significance)): "
    + ledger.entries.map { "\(exactText($0.share)) for \($0.purpose)" }.joined(separator: ", ")
    + "; all other numbers are shown and decide nothing"
}

/// What would raise a bound: near the most that so many trials can show, only more of them do.
private func lever(_ row: BoundRow) -> String {
  guard let epsilon = row.epsilon, let ceiling = row.ceiling else { return "-" }
  if epsilon < 0.5 * ceiling { return "a better attack" }
  return epsilon < 0.9 * ceiling ? "either" : "more trials"
}

private func meaning(_ row: BoundRow) -> String {
  guard row.epsilon != nil else { return "does not apply: \(row.remark ?? "it has no answer")" }
  return row.label.rawValue + (row.remark.map { ": \($0)" } ?? "")
}

private func descriptionFacts(_ description: ScoreDescription) -> [(name: String, value: String)] {
  func interval(_ interval: ScoreDescription.Interval) -> String {
    "\(decimalText(interval.estimate)) (\(lower(interval.lower)) to \(upper(interval.upper)))"
  }
  let rates = description.rates.map { rate in
    (
      name: "TPR at FPR \(exactText(rate.falsePositiveRate))",
      value: rate.truePositiveRate.map(interval) ?? "not resolvable with so few excluded candidates"
    )
  }
  let ties = description.tiedShare
  return [
    ("AUC", interval(description.areaUnderCurve)),
    ("advantage", "\(decimalText(description.advantage)), at the best threshold for it"),
    ("balanced accuracy", "\(decimalText((1 + description.advantage) / 2)), at the same threshold"),
  ]
    + rates
    + (ties > 0.01
      ? [("ties", "\(decimalText(100 * ties)) % of the scores are shared; bounds on ranks break ties by noise")] : [])
}

/// What the decisive bound says of a claim.
package func boundClaimLine(_ table: BoundTable, claim: Double) -> String {
  let bound = lower(table.decisiveEpsilon)
  return table.decisiveEpsilon > claim
    ? "refuted: ε is at least \(bound) by \(table.decisive), more than the \(exactText(claim)) claimed"
    : "not refuted: \(table.decisive) shows an ε of \(bound), which the \(exactText(claim)) claimed allows"
}

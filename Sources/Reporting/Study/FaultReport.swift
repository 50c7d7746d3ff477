package import PrivacyModel

/// The report of a study of faults, in Markdown.
///
/// - Parameter toolVersion: Of the dpaudit that made the study.
package func faultReport(_ summary: FaultSummary, toolVersion: String) -> String {
  let level = exactText(summary.significance)
  let found = summary.rows.count - summary.missed.count
  let unseen = KnownFault.allCases.filter { !$0.description.isObservable }
  let (trainings, queries) = (summary.rows.filter { !$0.fault.isOfQuery }, summary.rows.filter(\.fault.isOfQuery))
  let sections: [String?] = [
    """
    # Known faults, and what finds them

    \(countText(found)) of \(countText(summary.rows.count)) faults are refuted by at least \
    \(decimalText(100 * FaultSummary.leastPower)) % of \(countText(summary.seeds)) audits each; \
    \(countText(summary.twinRefutations)) of \(countText(summary.twinAudits)) audits of their correct twins refute a true \
    claim.

    Each fault is put into one part of a small training on synthetic records, or into a classical query. The claim is what \
    the accountant gives for the mechanism without it, or what the faulty accountant gives; the audit is sequential, at \
    significance \(level) and δ \(exactText(summary.delta)), against the whole claimed curve. Pairs of trials and \
    processor seconds are medians over the audits. A true ε with ≥ is a lower bound of 95 % confidence on one large sample.

    Seed \(summary.seed), dpaudit \(toolVersion). Again:

    \(fenced(["./dpaudit selfcheck --faults --seeds \(summary.seeds) --seed \(summary.seed)"]))
    """,
    trainings.isEmpty
      ? nil
      : """
      ## Faults of DP-SGD

      Audits named every-update, every-update-replaced and hidden-state have the adversaries of the catalogue that \
      `dpaudit init` writes; the others are the study's own.

      \(faultTable(trainings))
      """,
    queries.isEmpty
      ? nil
      : """
      ## Faults of classical queries

      Each is on the data of the audit of its name in `audits/queries`, whose adversary knows the law of what the faulty \
      query releases. The twin meets the same adversary where it releases things of the same kind, and else one who knows \
      its own law. The true ε is that of the worst data, unless it is a bound.

      \(faultTable(queries))
      """,
    trainings.allSatisfy(\.weaker.isEmpty)
      ? nil
      : """
      ## Who else finds them

      The faults of DP-SGD before weaker adversaries of the catalogue, who ask the final model about a mislabelled \
      record (black-box), see every model on the way to it (every-model), or choose a gradient and see the final weights \
      (hidden-state). A cell says how many audits refuted the claim, and after how many pairs at the median where nearly \
      all did.

      \(weakerTable(trainings))
      """,
    "## Where they were seen\n\n" + storyTable(summary.rows.map(\.fault)),
    """
    ## The same audits of correct twins

    An audit refutes a true claim with a probability of at most \(level).

    \(twinTable(summary))
    """,
    unseen.isEmpty
      ? nil
      : "## What no score can tell of\n\n"
        + table(
          ["Fault", "What is wrong", "Why it is not seen"],
          unseen.map { [code($0.rawValue), $0.description.words, $0.description.reasonUnseen ?? ""] }),
    violationStatement(summary.violations),
  ]
  return sections.compactMap(\.self).joined(separator: "\n\n") + "\n"
}

private func faultTable(_ rows: [FaultSummary.Row]) -> String {
  table(
    ["Fault", "Part", "Accounted as", "Claimed ε", "True ε", "Audit", "Refuted", "Pairs", "Seconds"],
    rows.map { row in
      [
        code(row.fault.rawValue), row.fault.description.part.rawValue,
        row.claimedEvent.words + (row.adjacency == .addOrRemove ? "" : ", claimed for \(row.adjacency.rawValue)"),
        decimalText(row.claimedEpsilon, digits: 3, rounding: .up), row.truth.words(besides: row.claimedEpsilon),
        row.audit,
        "\(row.audits.refutations) of \(row.audits.count)" + (row.isMissed ? " (missed)" : ""),
        countText(row.audits.medianPairs), decimalText(row.audits.medianSeconds, digits: 2),
      ]
    })
}

private func weakerTable(_ rows: [FaultSummary.Row]) -> String {
  let names = rows.flatMap { $0.weaker.map(\.audit) }.uniqued
  return table(
    ["Fault", "Weakest that finds it"] + names,
    rows.filter { !$0.weaker.isEmpty }.map { row in
      [code(row.fault.rawValue), row.weakest?.audit ?? (row.isMissed ? "none" : row.audit)]
        + names.map { name in
          guard let audits = row.weaker.first(where: { $0.audit == name })?.audits else { return "-" }
          let refuted = "\(audits.refutations) of \(audits.count)"
          return audits.power >= FaultSummary.leastPower
            ? "\(refuted), \(countText(audits.medianPairs)) pairs" : refuted
        }
    })
}

private func storyTable(_ faults: [KnownFault]) -> String {
  table(
    ["Fault", "What is wrong", "Seen", "Who can find it"],
    faults.map { fault in
      let description = fault.description
      return [code(fault.rawValue), description.words, description.story, code(description.threat.rawValue)]
    })
}

private func twinTable(_ summary: FaultSummary) -> String {
  table(
    ["Twin of", "Refuted", "Pairs"],
    summary.rows.map { row in
      [code(row.fault.rawValue), "\(row.twinRefutations) of \(row.twinAudits.count)", countText(row.mostPairs)]
    })
}

extension FaultSummary.Truth {
  fileprivate func words(besides claimed: Double) -> String {
    switch self {
    case .epsilon(let epsilon): decimalText(epsilon, digits: 3)
    case .atLeast(let epsilon):
      "≥ " + decimalText(epsilon, digits: 3, rounding: .down) + (epsilon > claimed ? "" : "; broken at larger δ")
    case .unbounded: "∞"
    }
  }
}

package import PrivacyModel

/// The report of a study of the classic mechanisms, in Markdown.
///
/// - Parameter toolVersion: Of the dpaudit that made the study.
package func mechanismReport(_ summary: MechanismSummary, toolVersion: String) -> String {
  let level = exactText(summary.significance)
  let due = summary.rows.filter(\.mustBeRefuted)
  let claim = exactText(ClassicMechanism.claimedEpsilon)
  let sections = [
    """
    # The classic mechanisms, and what audits find of them

    \(countText(due.count - summary.missed.count)) of \(countText(due.count)) mechanisms whose true ε is at least \
    \(exactText(MechanismSummary.leastExcess)) times the claimed \(claim) are refuted by at least \
    \(decimalText(100 * MechanismSummary.leastPower)) % of \(countText(summary.seeds)) audits each; \
    \(countText(summary.falseRefutations)) of \(countText(summary.trueRows.reduce(0) { $0 + $1.audits.count })) audits \
    refute one that keeps the claim. Lower bounds above the truth: \(countText(summary.exceeded)) of \
    \(countText(summary.audits)).

    Twenty mechanisms of the literature claim ε = \(claim). An audit has \(countText(summary.trials)) trials, half of \
    them on either of two neighbouring datasets. The sequential test may refute the claim after any pair of trials, at \
    significance \(level); all of them together give a lower bound of confidence \
    \(decimalText(100 * (1 - summary.significance))) %, by ranks. The score is the likelihood ratio of what was released: \
    an auditor knows the mechanism, and asks whether it keeps its claim. DP-Sniper is told less: it learns its attack, \
    and searches for the two datasets, which are taken over from it here. Its figures are those that its authors \
    published: bounds of confidence 90 % from \(countText(PublishedAttack.samples)) samples for each pair of datasets \
    that it tries, and seconds on the clock of their machine, with all pairs. The truth is the smallest ε that holds on \
    the pair that is attacked, from the mechanism's law. It may rest on releases that are too rare to show in any bound \
    from so few trials.

    Seed \(summary.seed), dpaudit \(toolVersion). Again:

    \(fenced(["./dpaudit selfcheck --mechanisms --seeds \(summary.seeds) --seed \(summary.seed)"]))
    """,
    """
    ## What is found

    Medians over the audits; seconds of one processor. \(aboveTruth(summary))

    \(boundTable(summary))
    """,
    """
    ## How soon the claim is refuted

    Trials and seconds of one processor until the sequential test refutes ε = \(claim), at the median; a mechanism that \
    keeps the claim is refuted with a probability of at most \(level).

    \(refutationTable(summary))
    """,
    "## What they are\n\n" + definitionTable(summary),
    violationStatement(summary.violations),
  ]
  return sections.joined(separator: "\n\n") + "\n"
}

/// Which published bounds exceed the truth.
private func aboveTruth(_ summary: MechanismSummary) -> String {
  let above = summary.rows.filter { $0.mechanism.published.lowerBound > $0.truth }
  return "Published bounds above the truth: "
    + (above.isEmpty ? "none" : above.map { code($0.mechanism.rawValue) }.joined(separator: ", ")) + "."
}

private func boundTable(_ summary: MechanismSummary) -> String {
  table(
    ["Mechanism", "True ε", "Lower bound", "Above the truth", "Seconds", "Published bound", "Published seconds"],
    summary.rows.map { row in
      [
        code(row.mechanism.rawValue), epsilonWord(row.truth),
        decimalText(row.medianBound, digits: 3, rounding: .down), "\(row.exceeded) of \(row.audits.count)",
        decimalText(row.medianSeconds, digits: 2), decimalText(row.mechanism.published.lowerBound, digits: 3),
        decimalText(row.mechanism.published.seconds, digits: 3),
      ]
    })
}

private func refutationTable(_ summary: MechanismSummary) -> String {
  table(
    ["Mechanism", "True ε", "Claim", "Refuted", "Trials", "Seconds"],
    summary.rows.map { row in
      let refutation = row.medianRefutation
      return [
        code(row.mechanism.rawValue), epsilonWord(row.truth),
        row.isClaimTrue ? "kept" : row.mustBeRefuted ? "broken" : "broken by less than half",
        "\(row.refutations) of \(row.audits.count)" + (row.isMissed ? " (missed)" : ""),
        refutation.map { countText($0.trials) } ?? "-",
        refutation.map { decimalText($0.seconds, digits: 2) } ?? "-",
      ]
    })
}

private func definitionTable(_ summary: MechanismSummary) -> String {
  table(
    ["Mechanism", "What it releases", "ε on the worst datasets"],
    summary.rows.map { row in
      [code(row.mechanism.rawValue), row.mechanism.words, epsilonWord(row.mechanism.worstEpsilon)]
    })
}

private func epsilonWord(_ epsilon: Double) -> String { epsilon == .infinity ? "∞" : decimalText(epsilon, digits: 3) }

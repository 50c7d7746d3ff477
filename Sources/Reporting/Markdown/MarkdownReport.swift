internal import PrivacyModel

/// The report as Markdown. Whatever differs between two runs of one audit stands in the last section.
func markdown(_ outcome: AuditOutcome) -> String {
  let sections: [String?] = [
    "# Privacy audit: \(escaped(outcome.specification.name))",
    verdictSentence(outcome),
    unsupportedClaimWarning(outcome),
    "## Claim and measurement", claimTable(outcome),
    "## Evidence", evidence(outcome),
    figures(outcome),
    "## What was audited", auditedTable(outcome), faultStatement(outcome.specification.mechanism),
    "## What this does and does not show", limits(outcome),
    "## How to reproduce", reproduction(outcome),
    "## Environment", environment(outcome.run),
  ]
  return sections.compactMap(\.self).joined(separator: "\n\n") + "\n"
}

private func figures(_ outcome: AuditOutcome) -> String {
  let name = outcome.specification.name
  let point =
    outcome.bound.rates == nil
    ? ""
    : " The bars at the operating point end at the confidence bounds of its two rates"
      + ([.fixedThreshold, .split].contains(outcome.bound.method)
        ? "; the claim is refuted when even that corner lies in the shaded area." : ".")
      + " Rates of 0 are drawn at the edge."
  let threshold = outcome.bound.rates == nil ? "" : "Scores from the threshold on are read as \"included\". "
  return """
    ![Receiver operating characteristic of the attack, with the limit of the claim](\
    \(linkTarget(ReportFile.rocFigure.name(of: name))))

    The shaded area is what the claim forbids: there, more included records are recognised, for the false alarms \
    raised, than the claimed ε and δ allow.\(point)

    ![Scores of the attack with and without the canary](\(linkTarget(ReportFile.scoreFigure.name(of: name))))

    \(threshold)Trials without a finite score are not drawn.
    """
}

private func reproduction(_ outcome: AuditOutcome) -> String {
  // The command goes into an indented block, where nothing needs escaping.
  let command = outcome.run.command.split(whereSeparator: \.isNewline).map { "    \($0)" }.joined(separator: "\n")
  let seed = "The seed is \(outcome.specification.seed)."
  if let worker = outcome.worker, !worker.statement.isSeeded {
    return """
      \(command)

      \(seed) It decides who is in the data of each trial. The worker draws its randomness itself: another run has other \
      scores, of the same law.
      """
  }
  return """
    \(command)

    \(seed) It decides every random draw: with the same data, build of dpaudit, matrix kernels and C library\
    \(outcome.worker == nil ? "" : ", and the same worker on such a processor"), the same specification gives the same \
    scores, whatever the number of cores, the order of the trials, or interruptions.
    """
}

private func environment(_ run: RunRecord) -> String {
  let items = run.environment.map { [escaped($0.name), escaped($0.value)] }
  let values = table(
    ["", "Value"],
    [["dpaudit", escaped(run.toolVersion)]] + items + [
      ["Processor time of all trials", durationText(seconds: run.trialSeconds)],
      ["Finished at", escaped(run.finishedAt)],
    ])
  return """
    This is the environment of the process that wrote the report; trials kept from an earlier run may have been played \
    in another.

    \(values)
    """
}

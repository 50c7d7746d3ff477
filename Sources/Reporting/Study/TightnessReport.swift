package import PrivacyModel

/// The report of a study of audits of correct trainings, in Markdown.
///
/// - Parameter toolVersion: Of the dpaudit that made the study.
package func tightnessReport(_ summary: TightnessSummary, toolVersion: String) -> String {
  let sections = [
    """
    # Self-check of whole audits

    Trainings by DP-SGD as they should be, attacked by an adversary who sees every update and chooses the gradient of \
    his record: \(countText(summary.trialsPerWorld)) trainings with it and as many without in each audit, at δ \
    \(exactText(summary.delta)) and significance \(exactText(summary.significance)). The share is the bound ÷ the \
    accountant's ε. The exact bound takes nothing for granted; the other rests on the mechanism being the claimed one, \
    but for the amount of its noise.

    Seed \(summary.seed), dpaudit \(toolVersion). Again:

    \(fenced([command(summary)]))
    """,
    "## How close bounds come\n\n" + settingTable(summary),
    "## How little missing noise is noticed\n\n"
      + "The same trainings with a part of the noise that they claim, against the whole claimed curve.\n\n"
      + faultTable(summary),
    violationStatement(summary.violations),
  ]
  return sections.joined(separator: "\n\n") + "\n"
}

private func command(_ summary: TightnessSummary) -> String {
  let repetitions = summary.settings.map(\.repetitions).max() ?? 1
  return "./dpaudit selfcheck --tightness --repetitions \(repetitions) --trials-per-world \(summary.trialsPerWorld) "
    + "--seed \(summary.seed)"
}

private func settingTable(_ summary: TightnessSummary) -> String {
  table(
    ["ε", "Noise multiplier", "Sampling", "Steps", "Audits", "Method", "Label", "Mean share", "Deviation", "Above ε"],
    summary.settings.flatMap { setting in
      setting.methods.map { method in
        [
          exactText(setting.epsilon), decimalText(setting.noiseMultiplier), exactText(setting.samplingProbability),
          countText(setting.steps), countText(setting.repetitions), method.method.name, method.method.label.word,
          decimalText(method.meanShare, digits: 3), decimalText(method.deviation, digits: 2),
          countText(method.exceeded),
        ]
      }
    })
}

private func faultTable(_ summary: TightnessSummary) -> String {
  table(
    ["Claimed ε", "Noise ÷ claimed", "Audits", "Refuted by ranks", "Median pairs until bets refute"],
    summary.faults.map { fault in
      [
        exactText(fault.claimedEpsilon), exactText(fault.noiseShare), countText(fault.repetitions),
        countText(fault.refutedByRanks), fault.medianPairs.map(countText) ?? "more than were played",
      ]
    })
}

internal import PrivacyModel

/// How well the attack tells the worlds apart, in the numbers that attacks are compared by.
func descriptionTable(_ outcome: AuditOutcome) -> String {
  let description = outcome.description
  func row(_ name: String, _ interval: ScoreDescription.Interval) -> [String] {
    [name, decimalText(interval.estimate), "\(lower(interval.lower)) to \(upper(interval.upper))"]
  }
  let rates = description.rates.map { rate in
    let name = "TPR at FPR \(exactText(rate.falsePositiveRate))"
    return rate.truePositiveRate.map { row(name, $0) }
      ?? [name, "not resolvable with \(countText(outcome.trials.weighed.excluded)) trials without the canary", "-"]
  }
  let ties = description.tiedShare
  return """
    ### The attack

    \(table(
      ["Of the attack", "Estimate", "Interval of \(confidenceText(outcome.specification.evidence.significance)) confidence"],
      [
        row("Area under the curve (AUC), interval by DeLong", description.areaUnderCurve),
        ["Advantage, the largest TPR − FPR", decimalText(description.advantage), "-"],
        ["Balanced accuracy there", decimalText((1 + description.advantage) / 2), "-"],
      ] + rates))

    These describe and decide nothing: thresholds were chosen on the trials that count\
    \(outcome.specification.game.candidates > 1 ? ", and intervals take candidates of one run for independent." : ".")\
    \(ties > 0.01 ? " \(decimalText(100 * ties, digits: 3)) % of the scores are shared with another trial; bounds on ranks break ties by seeded noise." : "")
    """
}

internal import PrivacyModel

/// The counts behind the bound.
func evidence(_ outcome: AuditOutcome) -> String {
  let grid =
    "The threshold is the one of a grid of ranks, fixed beforehand and all paid for, that shows most. The bound on ε "
    + "follows from the joint law of both rates there; the bounds on either rate hold at all ranks at once and imply less."
  return [
    trialTable(outcome.trials), rateTable(outcome.bound), outcome.trials.selection == nil ? grid : nil,
    failureStatement(outcome.trials),
  ].compactMap(\.self).joined(separator: "\n\n")
}

private func trialTable(_ trials: TrialSummary) -> String {
  func row(_ purpose: String, _ arms: TrialSummary.Arms) -> [String] {
    [purpose, countText(arms.included), countText(arms.excluded)]
  }
  return table(
    ["Trials", "Canary included", "Canary excluded"],
    [trials.selection.map { row("to choose the threshold", $0) }, row("to count errors", trials.certification)]
      .compactMap(\.self))
}

private func rateTable(_ bound: EpsilonLowerBound) -> String {
  let (falsePositives, falseNegatives) = (bound.falsePositiveRate, bound.falseNegativeRate)
  func observed(_ count: BinomialCount) -> String {
    "\(countText(count.successes)) of \(countText(count.trials)) (\(decimalText(count.proportion)))"
  }
  func atMost(_ rate: BoundedRate) -> String {
    "≤ \(upper(rate.upperBound)) with \(confidenceText(rate.significance)) confidence"
  }
  let truePositives =
    "≥ \(lower(falseNegatives.complementLowerBound)) with \(confidenceText(falseNegatives.significance)) confidence"
  let rates = table(
    ["Rate", "Observed", "Confidence bound"],
    [
      ["False positives (FPR): excluded, read as included", observed(falsePositives.count), atMost(falsePositives)],
      ["False negatives (FNR): included, read as excluded", observed(falseNegatives.count), atMost(falseNegatives)],
      ["True positives (TPR)", observed(falseNegatives.count.complement), truePositives],
    ])
  return "\(thresholdStatement(bound.threshold))\n\n\(rates)"
}

private func thresholdStatement(_ threshold: Double) -> String {
  switch threshold {
  case .infinity: "The threshold is ∞: no score is read as \"included\"."
  case -.infinity: "The threshold is -∞: every score is read as \"included\"."
  default: "A score of at least \(decimalText(threshold, digits: 6)) (the threshold) is read as \"included\"."
  }
}

private func failureStatement(_ trials: TrialSummary) -> String {
  guard trials.failureCount > 0 else { return "No trial failed." }
  let count = trials.failureCount
  let listed = trials.failures.map { "- trial \($0.trial): \(escaped(clause($0.reason)))" }
  let rest = count - trials.failures.count
  let items = rest > 0 ? listed + ["- and \(countText(rest)) more"] : listed
  return "\(countText(count)) \(count == 1 ? "trial" : "trials") failed. A failed trial is an outcome like any other: "
    + "it gets the score -∞, which looks excluded, as fixed before the first trial.\n\n"
    + items.joined(separator: "\n")
}

package import PrivacyModel

/// What a terminal shows at the end of a training.
package func summaryLines(_ outcome: TrainingOutcome) -> [String] {
  var lines = [
    "Trained: \(countText(outcome.steps)) steps on \(countText(outcome.records)) records, "
      + "\(countText(outcome.parameters)) parameters"
  ]
  if let privacy = outcome.privacy {
    let accountant = privacy.accountant
    lines += [
      "  privacy   ε = \(decimalText(accountant.epsilon, rounding: .up)) at δ = \(exactText(accountant.delta)), "
        + accountant.adjacency.rawValue,
      "  noise     multiplier \(decimalText(privacy.noiseMultiplier))\(privacy.isCalibrated ? ", calibrated" : "")"
        + (outcome.randomness == .secure ? ", from the operating system's entropy" : ", from the seed"),
    ]
  } else {
    lines.append("  privacy   none: nothing was clipped, and there was no noise")
  }
  if let records = outcome.testRecords, let accuracy = outcome.metrics.testAccuracy, let loss = outcome.metrics.testLoss
  {
    lines.append(
      "  test      accuracy \(decimalText(accuracy)) on \(countText(records)) records, loss \(decimalText(loss))")
  }
  lines += ["  weights   \(outcome.weightsFile)", "  metrics   \(outcome.metricsFile)"]
  if let claim = outcome.claimFile { lines.append("  claim     \(claim)") }
  return lines
}

/// What a line of progress says beside the number of steps.
package func progressDetail(_ metrics: TrainingMetrics) -> String {
  var detail = metrics.trainingLoss.map { ", loss \(decimalText($0, digits: 3))" } ?? ""
  if let accuracy = metrics.testAccuracy { detail += ", test accuracy \(decimalText(accuracy, digits: 3))" }
  if let epsilon = metrics.epsilon { detail += ", ε \(decimalText(epsilon, digits: 3, rounding: .up)) spent" }
  return detail
}

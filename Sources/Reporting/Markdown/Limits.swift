internal import PrivacyModel

/// What the numbers mean, and what they do not.
func limits(_ outcome: AuditOutcome) -> String {
  let bound = outcome.bound
  var sentences = [
    "An audit can refute a claim, but never verify one: another attack, canary or dataset may show a larger leak, and "
      + "no number here is an upper limit on what the mechanism leaks.",
    "The lower bound holds with probability at least \(confidenceText(outcome.significance)) over the randomness of the "
      + "trials; its label is \"\(bound.label.word)\": \(bound.label.meaning).",
    "It is about \(bound.adjacency.rawValue) adjacency (\(bound.adjacency.meaning)) and the mechanism, data and canary "
      + "named above.",
  ]
  if case .consistent(let power) = outcome.verdict { sentences.append(contentsOf: powerSentences(power)) }
  return sentences.joined(separator: " ")
}

private func powerSentences(_ power: AuditPower) -> [String] {
  let assumption = "(for a Gaussian mechanism and a perfect attack)"
  let probability = "with probability \(lower(power.power))"
  return [
    power.detectableEpsilon.map {
      "The audit would have refuted the claim \(probability) had the true ε been at least \(upper($0)) \(assumption)."
    } ?? "How large an ε the audit would have noticed is not computed for its methods.",
    "The largest bound that this many trials could have given, had the attack never erred, is "
      + "\(upper(power.largestPossibleBound)).",
  ]
}

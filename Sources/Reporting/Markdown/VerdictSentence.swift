internal import PrivacyModel

/// The verdict for a reader of one sentence.
func verdictSentence(_ outcome: AuditOutcome) -> String {
  let (claim, bound, epsilons) = (outcome.claim, outcome.bound, EpsilonTexts(outcome))
  let claimed = "ε = \(epsilons.claimed) at δ = \(exactText(claim.delta))"
  switch outcome.verdict {
  case .refuted where !([outcome.bound] + outcome.furtherBounds).contains { $0.refutes(claim) }:
    return
      "**Refuted: the mechanism leaks more than it claims.** It claims \(claimed) and a curve of (ε, δ) beside, which "
      + "does not allow what was seen, with \(confidence(outcome))."
  case .refuted:
    return "**Refuted: the mechanism leaks more than it claims.** It claims \(claimed), but its ε is "
      + "\(bound.epsilon > claim.epsilon ? "at least" : "more than") \(epsilons.measured), with \(confidence(outcome))."
  case .consistent(let power):
    let chance = "with probability \(lower(power.power))"
    return "**Consistent with the claim, as far as this audit could see.** It found no leak beyond the claimed "
      + claimed
      + (power.detectableEpsilon.map {
        "; a leak of ε = \(upper($0)) or more would have shown \(chance), given a perfect attack."
      } ?? ".")
  case .inconclusive(let reason):
    return "**Inconclusive: the audit could not decide.** Whether the mechanism keeps to the claimed \(claimed) is "
      + "open: \(escaped(clause(reason)))."
  }
}

/// How sure the refutation is, with what it rests on.
private func confidence(_ outcome: AuditOutcome) -> String {
  let assumptions = outcome.bound.method.assumptions.map(\.words)
  return "\(confidenceText(outcome.significance)) confidence"
    + (assumptions.isEmpty ? "" : ", provided \(assumptions.joined(separator: ", and "))")
}

/// A warning where the accountant does not bear the claim out; nil where it does.
func unsupportedClaimWarning(_ outcome: AuditOutcome) -> String? {
  guard outcome.claimIsUnsupported, let accountant = outcome.accountant else { return nil }
  let (claim, epsilons) = (outcome.claim, EpsilonTexts(outcome))
  let supported =
    accountant.epsilon.isFinite
    ? "the accountant supports no ε below \(epsilons.accounted)" : "the accountant supports no finite ε"
  let stated = outcome.claimCheck?.epsilon ?? claim.epsilon
  let isProven =
    ClaimCheck.Outcome(epsilon: stated, lower: accountant.lower, upper: accountant.epsilon) == .unsupported
  return """
    > [!WARNING]
    > **The claim is not \(isProven ? "supported" : "borne out") by the mechanism's own parameters.** For \
    \(accountant.event.words), \(supported) at δ = \(exactText(accountant.delta)) (\(accountant.method.words)); the \
    claim states \(outcome.claimCheck.map { exactText($0.epsilon) } ?? epsilons.claimed). This holds before any trial, whatever the trials showed.\
    \(explanations(outcome.claimCheck))
    """
}

/// The readings of the same parameters that give the stated ε, as further lines of the warning.
private func explanations(_ check: ClaimCheck?) -> String {
  guard let check else { return "" }
  return check.readings.filter { $0.gives(check.epsilon) }.map {
    "\n> The stated \(exactText(check.epsilon)) is what comes out if \($0.words)."
  }.joined()
}

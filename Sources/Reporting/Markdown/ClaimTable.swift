internal import PrivacyModel

/// What is claimed, what the accountant supports, and what was measured, side by side.
func claimTable(_ outcome: AuditOutcome) -> String {
  let (claim, accountant, bound) = (outcome.claim, outcome.accountant, outcome.bound)
  let epsilons = EpsilonTexts(outcome)
  let accounted = accountant.map { accountant in
    [
      "Accountant", "≤ \(epsilons.accounted)", exactText(accountant.delta), accountant.adjacency.rawValue,
      "\(accountant.method.words)\(accountant.renyiOrder.map { ", order \(decimalText($0))" } ?? ""), for "
        + accountant.event.words,
    ]
  }
  return table(
    ["", "ε", "δ", "Adjacency", "Basis"],
    [
      ["Claim", epsilons.claimed, exactText(claim.delta), claim.adjacency.rawValue, claimBasis(outcome)],
      accounted,
      [
        "Measured", "≥ \(epsilons.measured)", exactText(bound.delta), bound.adjacency.rawValue,
        "\(code(bound.method.name)), \(bound.label.word), \(confidenceText(outcome.significance)) confidence",
      ],
    ].compactMap(\.self))
}

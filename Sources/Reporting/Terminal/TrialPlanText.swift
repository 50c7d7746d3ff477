package import PrivacyModel

/// How many trials each method needs, as a terminal shows it.
package func trialPlanText(
  _ plans: [TrialPlan], truth: Alternative, fault: FaultName?, _ settings: PlanSettings
) -> String {
  let rows = plans.map { plan in
    [
      plan.method.rawValue, plan.trials.map(countText) ?? "-", plan.medianTrials.map(countText) ?? "-",
      plan.reason ?? plan.method.unit,
    ]
  }
  return text(
    settings, ("truth", (fault.map { "\($0.rawValue): " } ?? "") + truth.words(delta: settings.claim.delta)),
    ["method", "trials", "median", "counted in"], rows)
}

/// What each method catches with so many trials, as a terminal shows it.
package func trialBudgetText(
  _ budgets: [TrialBudget], trials: Int, family: Alternative.Family, _ settings: PlanSettings
) -> String {
  let rows = budgets.map { budget in
    [
      budget.method.rawValue, number(budget.epsilon, .up),
      budget.reason ?? "\(countText(trials)) \(budget.method.unit)",
    ]
  }
  return text(
    settings, ("truth", "of the family \(family.rawValue)"), ["method", "catches from epsilon", "with"], rows)
}

private func text(
  _ settings: PlanSettings, _ truth: (name: String, value: String), _ header: [String], _ rows: [[String]]
) -> String {
  let claim = settings.claim
  let facts = factLines([
    (
      "claim",
      (claim.source == .stated
        ? "epsilon \(exactText(claim.epsilon)) at delta \(exactText(claim.delta)), stated"
        : "epsilon \(number(claim.epsilon, .up)) at delta \(exactText(claim.delta)), computed by the accountant")
    ), truth,
    ("power", "\(exactText(settings.power)) at significance \(exactText(settings.significance))"),
  ])
  // What an accountant computes is a whole curve.
  let note =
    claim.source == .stated
    ? []
    : [
      "", "These are tests of epsilon alone. An audit of the training also tests its whole curve, rank-grid at no",
      "further cost and sequential with half of its significance, and may need other numbers of trials.",
    ]
  return (facts + [""] + columns([header] + rows) + note).map { $0 + "\n" }.joined()
}

extension TrialPlan.Method {
  /// What its trials are.
  fileprivate var unit: String {
    switch self {
    case .rankGrid, .fixedThreshold: "trials in either world"
    case .sequential: "pairs of trials"
    case .oneRun: "canaries of one run"
    }
  }
}

extension Alternative {
  fileprivate func words(delta: Double) -> String {
    switch self {
    case .gaussian(let epsilon): "gaussian of epsilon \(number(epsilon, .down)) at delta \(exactText(delta))"
    case .laplace(let epsilon): "laplace of epsilon \(number(epsilon, .down)) at delta 0"
    case .randomisedResponse(let epsilon): "randomised-response of epsilon \(number(epsilon, .down)) at delta 0"
    case .rates(let truePositive, let falsePositive):
      "an attack of true positive rate \(decimalText(truePositive)) at false positive rate \(decimalText(falsePositive))"
    }
  }
}

package import PrivacyModel

/// How many trials each method needs, as a terminal shows it.
package func trialPlanText(_ plans: [TrialPlan]) -> String {
  let rows = plans.map { plan in
    [
      plan.method.rawValue, plan.trials.map(countText) ?? "-", plan.medianTrials.map(countText) ?? "-",
      plan.reason ?? "refutes with probability \(decimalText(plan.power))",
    ]
  }
  return columns([["method", "trials", "median", "what it says"]] + rows).map { $0 + "\n" }.joined()
}

package import PrivacyModel

/// The JSON form of a plan: what is asked, and a row for each method.
private struct PlanDocument<Row: Encodable>: Encodable {
  let schema = "dpaudit.plan/1"
  let settings: PlanSettings
  var truth: Alternative?
  var fault: FaultName?
  var family: Alternative.Family?
  var trials: Int?
  let rows: [Row]
}

/// Trials by method as JSON under the schema `dpaudit.plan/1`.
package func jsonText(
  _ plans: [TrialPlan], truth: Alternative, fault: FaultName?, _ settings: PlanSettings
) throws -> String {
  try jsonText(of: PlanDocument(settings: settings, truth: truth, fault: fault, rows: plans))
}

/// What is caught by method as JSON under the schema `dpaudit.plan/1`.
package func jsonText(
  _ budgets: [TrialBudget], trials: Int, family: Alternative.Family, _ settings: PlanSettings
) throws -> String {
  try jsonText(of: PlanDocument(settings: settings, family: family, trials: trials, rows: budgets))
}

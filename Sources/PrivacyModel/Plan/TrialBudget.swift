/// What a method catches with a number of trials, of a family of mechanisms.
package struct TrialBudget: Hashable, Codable, Sendable {
  package let method: TrialPlan.Method
  /// The smallest ε that is caught with probability `power`; nil where there is none.
  package let epsilon: Double?
  package let power: Double
  /// Why there is no number; nil where there is one.
  package let reason: String?

  package init(method: TrialPlan.Method, epsilon: Double?, power: Double, reason: String? = nil) {
    (self.method, self.epsilon, self.power, self.reason) = (method, epsilon, power, reason)
  }
}

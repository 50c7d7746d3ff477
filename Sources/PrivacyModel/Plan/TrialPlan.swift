/// How many trials a method needs to refute a claim, if the truth is a given alternative.
package struct TrialPlan: Hashable, Codable, Sendable {
  package let method: Method
  /// With so many the claim is refuted with probability `power`; nil when there is no such number. Trials in either
  /// world, pairs, or canaries of a single run, as the method has it.
  package let trials: Int?
  /// What half of all sequential audits need; nil for the other methods, and where it is unknown.
  package let medianTrials: Int?
  package let power: Double
  /// Why there is no number; nil where there is one.
  package let reason: String?

  package enum Method: String, Codable, Sendable, CaseIterable {
    /// A grid of order statistics as thresholds, which `dpaudit run` uses unless told otherwise.
    case rankGrid = "rank-grid"
    /// Clopper–Pearson bounds on both error rates at a threshold fixed beforehand.
    case fixedThreshold = "fixed-threshold"
    /// The sequential test, which stops when it refutes.
    case sequential
    /// Many canaries in one run, which guesses as many of them as it fixed beforehand.
    case oneRun = "one-run"
  }

  package init(method: Method, trials: Int?, medianTrials: Int? = nil, power: Double, reason: String? = nil) {
    (self.method, self.trials, self.medianTrials) = (method, trials, medianTrials)
    (self.power, self.reason) = (power, reason)
  }
}

/// What adversaries of each kind show of correct trainings, beside what rules that do not hold would have said.
package struct AdversarySummary: Hashable, Codable, Sendable {
  package let seed: UInt64
  package let significance: Double
  package let delta: Double
  package let trialsPerWorld: Int
  package let rows: [Row]

  /// One audit.
  package struct Row: Hashable, Codable, Sendable {
    package let model: String
    package let adversary: String
    /// Of the accountant.
    package let epsilon: Double
    /// After few trials and after all of them.
    package let answers: [Answer]

    package init(model: String, adversary: String, epsilon: Double, answers: [Answer]) {
      (self.model, self.adversary, self.epsilon, self.answers) = (model, adversary, epsilon, answers)
    }
  }

  /// What the first trials of an audit say.
  package struct Answer: Hashable, Codable, Sendable {
    package let trialsPerWorld: Int
    /// By ranks that were fixed beforehand.
    package let exact: Double
    /// By the claimed mechanism's own trade-off, at the threshold that half of the trials chose.
    package let ownTradeOff: Double
    /// By the best of all thresholds, with the whole significance for either error rate, under a Gaussian trade-off.
    package let bestThreshold: Double

    package init(trialsPerWorld: Int, exact: Double, ownTradeOff: Double, bestThreshold: Double) {
      (self.trialsPerWorld, self.exact) = (trialsPerWorld, exact)
      (self.ownTradeOff, self.bestThreshold) = (ownTradeOff, bestThreshold)
    }
  }

  package init(seed: UInt64, significance: Double, delta: Double, trialsPerWorld: Int, rows: [Row]) {
    (self.seed, self.significance, self.delta) = (seed, significance, delta)
    (self.trialsPerWorld, self.rows) = (trialsPerWorld, rows)
  }

  /// Bounds that hold, above the truth.
  package var exceeded: Int {
    rows.reduce(0) { sum, row in
      sum + row.answers.count { $0.exact > row.epsilon } + row.answers.count { $0.ownTradeOff > row.epsilon }
    }
  }
}

/// Lower bounds on ε by every method that applies to the same scores, beside each other.
///
/// Only the decisive method, named before the scores were seen, is a statement of the table; the others are shown.
package struct BoundTable: Hashable, Codable, Sendable {
  package let included: Int
  package let excluded: Int
  package let delta: Double
  package let adjacency: Adjacency
  /// The method whose bound is the statement of the table.
  package let decisive: String
  package let rows: [BoundRow]
  /// Who spends how much of the significance.
  package let ledger: SignificanceLedger
  /// What separates the arms without an ε; nil where there are only counts.
  package let description: ScoreDescription?

  package init(
    included: Int, excluded: Int, delta: Double, adjacency: Adjacency, decisive: String, rows: [BoundRow],
    ledger: SignificanceLedger,
    description: ScoreDescription?
  ) {
    (self.included, self.excluded, self.delta, self.adjacency) = (included, excluded, delta, adjacency)
    (self.decisive, self.rows, self.ledger, self.description) = (decisive, rows, ledger, description)
  }
}

extension BoundTable {
  /// The bound that the table states.
  package var decisiveEpsilon: Double { rows.first { $0.method == decisive }?.epsilon ?? 0 }
}

/// One method's lower bound.
package struct BoundRow: Hashable, Codable, Sendable {
  package let method: String
  package let label: EvidenceLabel
  /// In nats; nil where the method does not apply.
  package let epsilon: Double?
  /// What it rests on beyond independent trials, or why it does not apply; nil where there is nothing to say.
  package let remark: String?
  /// The largest bound that so many trials can give by this method; nil where that is not known.
  package let ceiling: Double?

  package init(method: String, label: EvidenceLabel, epsilon: Double?, remark: String?, ceiling: Double? = nil) {
    (self.method, self.label, self.epsilon, self.remark, self.ceiling) = (method, label, epsilon, remark, ceiling)
  }
}

/// How one significance is spent. Numbers that spend nothing decide nothing.
package struct SignificanceLedger: Hashable, Codable, Sendable {
  /// Probability that what the report states is wrong.
  package let significance: Double
  package let entries: [Entry]

  package struct Entry: Hashable, Codable, Sendable {
    package let purpose: String
    package let share: Double

    package init(purpose: String, share: Double) {
      (self.purpose, self.share) = (purpose, share)
    }
  }

  /// - Throws: `InvalidValue` where the shares add up to more than the significance.
  package init(significance: Double, entries: [Entry]) throws {
    let spent = entries.reduce(0) { $0 + $1.share }
    guard spent <= significance * (1 + 1e-12) else {
      throw InvalidValue(
        key: "the significance spent by \(entries.map(\.purpose).joined(separator: ", "))",
        allowed: "no more than \(significance) in all", got: "\(spent)")
    }
    (self.significance, self.entries) = (significance, entries)
  }
}

/// What separates two arms of scores, without a statement about ε.
package struct ScoreDescription: Hashable, Codable, Sendable {
  package let areaUnderCurve: Interval
  package let rates: [RateAtFalsePositiveRate]
  /// The largest (TPR − FPR) over thresholds, an estimate that is biased upwards.
  package let advantage: Double
  /// The share of candidates whose score is also another's.
  package let tiedShare: Double

  package struct Interval: Hashable, Codable, Sendable {
    package let estimate: Double
    package let lower: Double
    package let upper: Double

    package init(estimate: Double, lower: Double, upper: Double) {
      (self.estimate, self.lower, self.upper) = (estimate, lower, upper)
    }
  }

  package struct RateAtFalsePositiveRate: Hashable, Codable, Sendable {
    package let falsePositiveRate: Double
    /// nil where so few excluded candidates cannot show such a rate.
    package let truePositiveRate: Interval?

    package init(falsePositiveRate: Double, truePositiveRate: Interval?) {
      (self.falsePositiveRate, self.truePositiveRate) = (falsePositiveRate, truePositiveRate)
    }
  }

  package init(
    areaUnderCurve: Interval, rates: [RateAtFalsePositiveRate], advantage: Double, tiedShare: Double
  ) {
    (self.areaUnderCurve, self.rates) = (areaUnderCurve, rates)
    (self.advantage, self.tiedShare) = (advantage, tiedShare)
  }
}

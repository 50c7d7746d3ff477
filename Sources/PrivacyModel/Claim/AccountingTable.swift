/// What every accountant says of one event, side by side.
package struct AccountingTable: Hashable, Codable, Sendable {
  package let event: MechanismEvent
  package let delta: Double
  package let adjacency: Adjacency
  package let rows: [AccountingRow]
  /// The tightest statement that is proven; nil where no accountant has a bound, only an approximation.
  package let best: AccountantStatement?

  package init(
    event: MechanismEvent, delta: Double, adjacency: Adjacency, rows: [AccountingRow], best: AccountantStatement?
  ) {
    (self.event, self.delta, self.adjacency) = (event, delta, adjacency)
    (self.rows, self.best) = (rows, best)
  }
}

/// One accountant's answer, or why it has none.
package struct AccountingRow: Hashable, Codable, Sendable {
  package let method: AccountingMethod
  /// What the numbers are.
  package let label: AccountingMethod.Label
  /// A proven lower bound on ε, in nats.
  package let lower: Double?
  /// ε by numerical evidence, or approximately where the method is an approximation.
  package let estimate: Double?
  /// A proven upper bound on ε.
  package let upper: Double?
  /// The Rényi order that gave `upper`.
  package let renyiOrder: Double?
  /// Why there is no answer, or what else to know.
  package let remark: String?

  package init(
    method: AccountingMethod, lower: Double? = nil, estimate: Double? = nil, upper: Double? = nil,
    renyiOrder: Double? = nil, remark: String? = nil
  ) {
    (self.method, label, self.lower, self.estimate, self.upper) = (method, method.label, lower, estimate, upper)
    (self.renyiOrder, self.remark) = (renyiOrder, remark)
  }

  package init(_ statement: AccountantStatement) {
    self.init(
      method: statement.method, lower: statement.lower, estimate: statement.estimate, upper: statement.epsilon,
      renyiOrder: statement.renyiOrder)
  }

  /// Whether the row has no number at all.
  package var isEmpty: Bool { lower == nil && estimate == nil && upper == nil }
}

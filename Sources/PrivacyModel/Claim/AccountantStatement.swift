/// A way to compute the ε of a mechanism.
package enum AccountingMethod: String, Hashable, Codable, Sendable, CaseIterable {
  /// A formula for the exact trade-off.
  case closedForm = "closed-form"
  /// What another accountant proves of a mechanism that is no more private.
  case dominatingMechanism = "dominating-mechanism"
  /// Discretised privacy losses, rounded to either side.
  case lossDistribution = "loss-distribution"
  /// A numerical contour integral of the privacy loss's moment generating function.
  case contour
  /// Rényi differential privacy, converted optimally at the best order.
  case renyi
  /// The moments accountant of arXiv:1607.00133v2, weaker than `renyi`; for comparison.
  case momentsAccountant = "moments-accountant"
  /// The central limit of arXiv:1911.11607v3; no bound.
  case centralLimit = "central-limit"

  /// What a number found this way is.
  package var label: Label {
    switch self {
    case .closedForm: .exact
    case .dominatingMechanism, .lossDistribution, .renyi, .momentsAccountant: .bound
    case .contour: .estimate
    case .centralLimit: .approximation
    }
  }

  package enum Label: String, Hashable, Codable, Sendable {
    /// The mechanism's own ε, up to rounding on the safe side.
    case exact
    /// Never on the wrong side of the mechanism's ε.
    case bound
    /// Close to the mechanism's ε, by numerical evidence and not by proof.
    case estimate
    /// May be on either side, by any amount.
    case approximation
  }
}

/// What the accountants say of a mechanism's event.
package struct AccountantStatement: Hashable, Codable, Sendable {
  /// A proven upper bound on the mechanism's ε at `delta`, in nats.
  package let epsilon: Double
  /// A proven lower bound on it; nil where the method has none.
  package let lower: Double?
  /// Its value by numerical evidence; nil where there is none.
  package let estimate: Double?
  package let delta: Double
  package let adjacency: Adjacency
  package let event: MechanismEvent
  /// How `epsilon` was reached.
  package let method: AccountingMethod
  /// The Rényi order that gave it, for a Rényi bound.
  package let renyiOrder: Double?

  package init(
    epsilon: Double, lower: Double?, estimate: Double?, delta: Double, adjacency: Adjacency, event: MechanismEvent,
    method: AccountingMethod, renyiOrder: Double?
  ) {
    (self.epsilon, self.lower, self.estimate) = (epsilon, lower, estimate)
    (self.delta, self.adjacency, self.event) = (delta, adjacency, event)
    (self.method, self.renyiOrder) = (method, renyiOrder)
  }

  /// The same as a bound alone, where the event is accounted for as another that is no more private.
  package var ofWhatIsKnown: AccountantStatement {
    guard event.isBoundedOnly else { return self }
    return AccountantStatement(
      epsilon: epsilon, lower: nil, estimate: nil, delta: delta, adjacency: adjacency, event: event,
      method: method == .closedForm ? .dominatingMechanism : method, renyiOrder: renyiOrder)
  }
}

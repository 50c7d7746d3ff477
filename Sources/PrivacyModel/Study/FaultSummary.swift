/// How soon audits refute faulty mechanisms, and how often their correct twins.
package struct FaultSummary: Hashable, Codable, Sendable {
  package let seed: UInt64
  /// How often each mechanism was audited.
  package let seeds: Int
  /// Of one audit: the probability that it refutes a true claim.
  package let significance: Double
  package let delta: Double
  package let rows: [Row]

  /// The least share of audits that must refute a fault.
  package static let leastPower = 0.95

  /// A fault beside its twin.
  package struct Row: Hashable, Codable, Sendable {
    package let fault: KnownFault
    /// The name of the audit.
    package let audit: String
    /// What the faulty mechanism is accounted as.
    package let claimedEvent: MechanismEvent
    /// The ε that it claims.
    package let claimedEpsilon: Double
    package let adjacency: Adjacency
    package let truth: Truth
    /// After how many pairs of trials an audit gives up.
    package let mostPairs: Int
    package let audits: [Audit]
    package let twinAudits: [Audit]
    /// The fault before weaker adversaries, from the weakest on.
    package let weaker: [Weaker]

    package init(
      fault: KnownFault, audit: String, claimedEvent: MechanismEvent, claimedEpsilon: Double, adjacency: Adjacency,
      truth: Truth, mostPairs: Int, audits: [Audit], twinAudits: [Audit], weaker: [Weaker] = []
    ) {
      (self.fault, self.audit, self.truth) = (fault, audit, truth)
      (self.claimedEvent, self.claimedEpsilon, self.adjacency) = (claimedEvent, claimedEpsilon, adjacency)
      (self.mostPairs, self.audits, self.twinAudits, self.weaker) = (mostPairs, audits, twinAudits, weaker)
    }

    package var twinRefutations: Int { twinAudits.refutations }
    package var isMissed: Bool { audits.power < FaultSummary.leastPower }
    /// The weakest adversary who finds the fault as surely as must be; nil where only that of `audit` may.
    package var weakest: Weaker? { weaker.first { $0.audits.power >= FaultSummary.leastPower } }
  }

  /// Audits of a faulty mechanism by an adversary who sees less.
  package struct Weaker: Hashable, Codable, Sendable {
    /// The name of the audit in the catalogue.
    package let audit: String
    package let audits: [Audit]

    package init(audit: String, audits: [Audit]) { (self.audit, self.audits) = (audit, audits) }
  }

  /// What is known of the ε of a faulty mechanism.
  package enum Truth: Hashable, Codable, Sendable {
    /// By its accountant.
    case epsilon(Double)
    /// By a bound of 95 % confidence on one large sample.
    case atLeast(Double)
    /// No ε holds.
    case unbounded
  }

  /// One audit of one mechanism.
  package struct Audit: Hashable, Codable, Sendable {
    package let isRefuted: Bool
    /// Pairs of trials that were played.
    package let pairs: Int
    /// Of a processor.
    package let seconds: Double

    package init(isRefuted: Bool, pairs: Int, seconds: Double) {
      (self.isRefuted, self.pairs, self.seconds) = (isRefuted, pairs, seconds)
    }
  }

  package init(seed: UInt64, seeds: Int, significance: Double, delta: Double, rows: [Row]) {
    (self.seed, self.seeds, self.significance) = (seed, seeds, significance)
    (self.delta, self.rows) = (delta, rows)
  }

  package var missed: [Row] { rows.filter(\.isMissed) }
  package var twinAudits: Int { rows.reduce(0) { $0 + $1.twinAudits.count } }
  package var twinRefutations: Int { rows.reduce(0) { $0 + $1.twinRefutations } }
  /// Whether twins are refuted more often than the significance allows, and than one chance refutation explains.
  package var refutesTwinsTooOften: Bool {
    Double(twinRefutations) > max(1, significance * Double(twinAudits))
  }
  /// How many promises are broken.
  package var violations: Int { missed.count + (refutesTwinsTooOften ? 1 : 0) }
}

extension [FaultSummary.Audit] {
  package var refutations: Int { count { $0.isRefuted } }
  /// The share that refuted the claim.
  package var power: Double { Double(refutations) / Double(Swift.max(1, count)) }
  /// Of all, those that gave up included.
  package var medianPairs: Int { median(map(\.pairs)) ?? 0 }
  /// Of all, those that gave up included; of processor time.
  package var medianSeconds: Double { median(map(\.seconds)) ?? 0 }
}

/// The middle element, the lower of two; nil of none.
private func median<Value: Comparable>(_ values: [Value]) -> Value? {
  values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
}

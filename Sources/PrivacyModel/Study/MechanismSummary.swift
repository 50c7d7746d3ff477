/// What audits found of the classic mechanisms.
package struct MechanismSummary: Hashable, Codable, Sendable {
  package let seed: UInt64
  /// How often each mechanism was audited.
  package let seeds: Int
  /// Of one test or bound.
  package let significance: Double
  /// Of one audit, in pairs of one in either world.
  package let trials: Int
  package let rows: [Row]

  /// The least share of audits that must refute a mechanism whose truth exceeds the claim by half.
  package static let leastPower = 0.95
  /// A truth of so many claims must be found.
  package static let leastExcess = 1.5

  package struct Row: Hashable, Codable, Sendable {
    package let mechanism: ClassicMechanism
    /// The smallest ε that holds on the pair that is attacked; ∞ where none does.
    package let truth: Double
    package let audits: [Audit]

    package init(mechanism: ClassicMechanism, truth: Double, audits: [Audit]) {
      (self.mechanism, self.truth, self.audits) = (mechanism, truth, audits)
    }

    /// Up to rounding.
    package var isClaimTrue: Bool { truth <= ClassicMechanism.claimedEpsilon * (1 + 1e-9) }
    package var mustBeRefuted: Bool { truth >= MechanismSummary.leastExcess * ClassicMechanism.claimedEpsilon }
    package var refutations: Int { audits.count { $0.refutedAtPair != nil } }
    package var isMissed: Bool {
      mustBeRefuted && Double(refutations) < MechanismSummary.leastPower * Double(audits.count)
    }
    /// Audits whose bound exceeds the truth.
    package var exceeded: Int { audits.count { $0.bound > truth } }

    package var medianBound: Double { median(audits.map(\.bound)) ?? 0 }
    package var medianSeconds: Double { median(audits.map(\.seconds)) ?? 0 }
    /// nil where less than half of the audits refuted the claim.
    package var medianRefutation: Refutation? {
      let refutations = audits.compactMap { audit in
        audit.refutedAtPair.map { Refutation(trials: 2 * $0, seconds: audit.secondsToRefutation ?? audit.seconds) }
      }
      guard 2 * refutations.count > audits.count else { return nil }
      let never = Array(repeating: Int.max, count: audits.count - refutations.count)
      guard let trials = median(refutations.map(\.trials) + never), let seconds = median(refutations.map(\.seconds))
      else { return nil }
      return Refutation(trials: trials, seconds: seconds)
    }
  }

  package struct Refutation: Hashable, Sendable {
    package let trials: Int
    /// Of a processor.
    package let seconds: Double
  }

  /// One audit of one mechanism.
  package struct Audit: Hashable, Codable, Sendable {
    /// By all trials.
    package let bound: Double
    /// The number of pairs after which the sequential test refuted the claim; nil where it did not.
    package let refutedAtPair: Int?
    /// Of a processor, for all trials with test and bound.
    package let seconds: Double
    /// Of a processor, up to the end of the block of trials in which the claim was refuted.
    package let secondsToRefutation: Double?

    package init(bound: Double, refutedAtPair: Int?, seconds: Double, secondsToRefutation: Double?) {
      (self.bound, self.refutedAtPair) = (bound, refutedAtPair)
      (self.seconds, self.secondsToRefutation) = (seconds, secondsToRefutation)
    }
  }

  package init(seed: UInt64, seeds: Int, significance: Double, trials: Int, rows: [Row]) {
    (self.seed, self.seeds, self.significance, self.trials, self.rows) = (seed, seeds, significance, trials, rows)
  }

  package var missed: [Row] { rows.filter(\.isMissed) }
  package var trueRows: [Row] { rows.filter(\.isClaimTrue) }
  package var falseRefutations: Int { trueRows.reduce(0) { $0 + $1.refutations } }
  package var exceeded: Int { rows.reduce(0) { $0 + $1.exceeded } }
  package var audits: Int { rows.reduce(0) { $0 + $1.audits.count } }

  /// Whether true claims are refuted more often than the significance allows, and than one chance refutation explains.
  package var refutesTooOften: Bool {
    isTooMany(falseRefutations, of: trueRows.reduce(0) { $0 + $1.audits.count })
  }
  /// The same of bounds above the truth.
  package var exceedsTooOften: Bool { isTooMany(exceeded, of: audits) }
  private func isTooMany(_ failures: Int, of audits: Int) -> Bool {
    Double(failures) > max(1, significance * Double(audits))
  }

  /// How many promises are broken.
  package var violations: Int { missed.count + [refutesTooOften, exceedsTooOften].count { $0 } }
}

/// The middle element, the lower of two; nil of none.
private func median<Value: Comparable>(_ values: [Value]) -> Value? {
  values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
}

/// Whether the parameters of a mechanism support the ε that is stated for it, and what else could explain the number.
package struct ClaimCheck: Hashable, Codable, Sendable {
  /// The stated ε.
  package let epsilon: Double
  package let outcome: Outcome
  /// What the mechanism's ε at the stated δ is proven to be at least; nil where nothing is known.
  package let lower: Double?
  /// What it is proven to be at most.
  package let upper: Double?
  /// The stated number under other readings of the same parameters, the nearest to the stated ε first.
  ///
  /// Where the claim is supported, only those that give the stated ε.
  package let readings: [ClaimReading]

  package enum Outcome: String, Hashable, Codable, Sendable {
    /// The mechanism's ε is proven to be no more than stated.
    case supported
    /// It is proven to be more than stated.
    case unsupported
    /// The stated ε lies between what is proven on either side.
    case undecided

    package init(epsilon: Double, lower: Double?, upper: Double?) {
      if let upper, upper <= epsilon {
        self = .supported
      } else if let lower, lower > epsilon {
        self = .unsupported
      } else {
        self = .undecided
      }
    }
  }

  package init(epsilon: Double, lower: Double?, upper: Double?, readings: [ClaimReading]) {
    (self.epsilon, self.lower, self.upper) = (epsilon, lower, upper)
    outcome = Outcome(epsilon: epsilon, lower: lower, upper: upper)
    self.readings = readings
  }
}

/// The ε that comes out when the same parameters are read in another, usually mistaken, way.
package struct ClaimReading: Hashable, Codable, Sendable {
  package let reason: Reason
  /// What the reason mentions, where it mentions a number.
  package let value: Double?
  /// The upper bound on ε under this reading.
  package let epsilon: Double
  /// The same by Rényi differential privacy alone, which is what many libraries print; nil where it has no bound.
  package let renyiEpsilon: Double?
  /// What was accounted.
  package let event: MechanismEvent
  package let delta: Double
  package let adjacency: Adjacency

  package enum Reason: String, Hashable, Codable, Sendable, CaseIterable {
    /// Batches of a fixed size, accounted as if every record joined independently.
    case fixedBatchesAsPoisson = "fixed-batches-as-poisson"
    /// Neighbours of another kind.
    case otherAdjacency = "other-adjacency"
    /// The δ at which the mechanism has the stated ε.
    case otherDelta = "other-delta"
    /// The number of epochs, which is the value, taken for the number of steps.
    case epochsForSteps = "epochs-for-steps"
    /// The number of steps taken for the number of epochs; the value is how many steps that makes.
    case stepsForEpochs = "steps-for-epochs"
    /// A single step in place of all.
    case oneStep = "one-step"
    /// Only one of the composed events; the value is its number, from 1.
    case onlyEvent = "only-event"
    /// Rényi values at a fixed list of orders, in place of every order.
    case fixedOrders = "fixed-orders"
    /// The same with the older, looser conversion to (ε, δ).
    case olderConversion = "older-conversion"
    /// The noise multiplier times the clip norm, which is the value.
    case noiseTimesClipNorm = "noise-times-clip-norm"
    /// The noise multiplier divided by the clip norm, which is the value.
    case noiseOverClipNorm = "noise-over-clip-norm"
    /// The noise multiplier times the batch size, which is the value.
    case noiseTimesBatchSize = "noise-times-batch-size"
    /// The noise multiplier divided by the batch size, which is the value.
    case noiseOverBatchSize = "noise-over-batch-size"
  }

  package init(
    reason: Reason, value: Double? = nil, epsilon: Double, renyiEpsilon: Double?, event: MechanismEvent, delta: Double,
    adjacency: Adjacency
  ) {
    (self.reason, self.value, self.epsilon, self.renyiEpsilon) = (reason, value, epsilon, renyiEpsilon)
    (self.event, self.delta, self.adjacency) = (event, delta, adjacency)
  }

  /// Whether this reading gives `claimed`, up to the digits that people keep.
  package func gives(_ claimed: Double) -> Bool { mismatch(with: claimed) <= 0.02 }

  /// How far the nearer of both numbers is from `claimed`, relatively.
  package func mismatch(with claimed: Double) -> Double {
    [epsilon, renyiEpsilon].compactMap { $0.map { $0 == claimed ? 0 : abs($0 - claimed) / max(claimed, 1e-300) } }.min()
      ?? .infinity
  }
}

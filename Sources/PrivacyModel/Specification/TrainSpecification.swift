/// A model to be trained once and kept: what `dpaudit train` reads.
package struct TrainSpecification: Hashable, Codable, Sendable {
  package let name: String
  /// The key of every draw that is no secret: synthetic data, which examples are left out for the test, and with
  /// `.seeded` randomness the training as well.
  package let seed: UInt64
  package let data: DataSpecification
  /// What accuracy is measured on, where that is no share of `data`.
  package let test: DataSpecification?
  /// Its noise multiplier is 1 where the budget's ε decides it. Without a budget nothing is clipped and no noise added,
  /// whatever it says of both.
  package let mechanism: DPSGDSpecification
  /// nil for training without privacy.
  package let budget: BudgetSpecification?
  package let randomness: TrainingRandomness

  /// - Throws: `InvalidValue` when the parts do not fit each other.
  package init(
    name: String, seed: UInt64, data: DataSpecification, test: DataSpecification?, mechanism: DPSGDSpecification,
    budget: BudgetSpecification?, randomness: TrainingRandomness
  ) throws {
    self.name = try checkedName(name)
    (self.seed, self.data, self.test) = (seed, data, test)
    (self.mechanism, self.budget, self.randomness) = (mechanism, budget, randomness)
    if data.testFraction != nil, test != nil {
      throw InvalidValue(key: "test", allowed: "left out beside data.testFraction", got: "other data")
    }
    if test?.testFraction != nil {
      throw InvalidValue(key: "test.testFraction", allowed: "left out, since all of it is for the test", got: "it")
    }
    if budget == nil, mechanism.optimiser.kind == .correctedAdam {
      throw InvalidValue(
        key: "mechanism.optimiser.kind", allowed: "another without noise to correct for", got: "corrected-adam")
    }
    if budget != nil, randomness == .secure {
      if mechanism.noise != .gaussian {
        throw InvalidValue(
          key: "mechanism.noise.kind", allowed: "secure or gaussian", got: mechanism.noise.kind.rawValue)
      }
      if mechanism.clipping.kind == .adaptive {
        throw InvalidValue(
          key: "mechanism.clipping.kind",
          allowed: "flat, automatic or per-layer with secure noise: the count behind adaptive clipping gets its noise "
            + "from a seed (mechanism.noise: {kind: gaussian} takes all noise from it)", got: "adaptive")
      }
    }
  }
}

/// What a training may cost.
package struct BudgetSpecification: Hashable, Codable, Sendable {
  /// The noise is calibrated to this; nil where the noise multiplier is given.
  package let epsilon: Double?
  package let delta: Double
  package let adjacency: Adjacency

  /// - Throws: `InvalidValue` with a key of the section.
  package init(epsilon: Double?, delta: Double, adjacency: Adjacency = .addOrRemove) throws {
    self.epsilon = try epsilon.map { try checked($0, "epsilon", in: .positive) }
    self.delta = try checked(delta, "delta", in: .openUnitInterval)
    self.adjacency = adjacency
  }
}

/// Where batches, initial parameters and noise come from.
package enum TrainingRandomness: String, Hashable, Codable, Sendable, CaseIterable {
  /// The operating system's entropy: for models that are released.
  case secure
  /// The seed of the specification, so that a training can be repeated.
  case seeded
}

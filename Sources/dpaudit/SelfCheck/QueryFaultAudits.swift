package import PrivacyModel

extension QueryFault {
  /// The audit of this fault in `audits/queries`.
  package var shippedAudit: AuditSpecification {
    get throws {
      switch self {
      case .l2Sensitivity:
        try audit(.laplace, zeros(16), effects: [Double](repeating: 0.25, count: 16), trials: 1000)
      case .spentTwice: try audit(.laplace, [0], effects: [1], trials: 1000)
      case .largestOfRuns: try audit(.laplace, [0], effects: [1], trials: 2000)
      case .floatingPointNoise: try audit(.laplace, [0], effects: [1], trials: 200)
      case .classicalCalibration:
        try audit(
          .gaussian(delta: 1e-5), zeros(2), effects: [0.6, 0.8], epsilon: 20, claimedDelta: 1e-5, trials: 5000)
      case .noiseForCounts: try audit(.noisyMax(.laplace), [0, 3], effects: [1, -1], trials: 10_000)
      case .valueReleased: try audit(.noisyMax(.laplace), zeros(20), effects: up(19, down: 1), trials: 5000)
      case .valuesReleased:
        try audit(
          .sparseVector(threshold: 0, mostAbove: 1), zeros(13), effects: up(10, down: 3), epsilon: 2, trials: 5000)
      case .paidForOneAnswer:
        try audit(.sparseVector(threshold: 0, mostAbove: 20), zeros(40), effects: up(20, down: 20), trials: 1000)
      case .noQueryNoise:
        try audit(.sparseVector(threshold: 0.5, mostAbove: 1), [0, 1], effects: [1, -1], trials: 500)
      case .neverPaid:
        try audit(.sparseVector(threshold: 0, mostAbove: 1), zeros(40), effects: up(20, down: 20), trials: 500)
      case .noThresholdNoise:
        try audit(
          .sparseVector(threshold: 1, mostAbove: 1), zeros(60), effects: up(30, down: 30), epsilon: 2, trials: 10_000)
      }
    }
  }

  /// How the study looks for this fault: on the data of the audit that is shipped.
  func audit() throws -> FaultAudit {
    let shipped = try shippedAudit
    guard case .query(let faulty) = shipped.mechanism else { preconditionFailure("the audit of a query") }
    return FaultAudit(
      .query(self), by: "likelihood ratio", faulty: AuditedMechanism(faulty, in: shipped),
      correct: AuditedMechanism(try faulty.withoutFault, in: shipped), truth: truth(on: faulty),
      mostPairs: mostPairs)
  }

  private var mostPairs: Int {
    switch self {
    case .valueReleased, .valuesReleased, .noThresholdNoise: 20_000
    case .l2Sensitivity, .classicalCalibration, .noiseForCounts: 5000
    default: 2000
    }
  }

  private func truth(on query: QuerySpecification) -> FaultAudit.Truth {
    switch self {
    // What they reveal grows with the number of answers, and no ε holds for any number.
    case .valuesReleased, .neverPaid, .noThresholdNoise: .sampled
    default: truth(of: query).map { .event($0, .addOrRemove) } ?? .unbounded
    }
  }

  private func zeros(_ count: Int) -> [Double] { [Double](repeating: 0, count: count) }

  private func up(_ up: Int, down: Int) -> [Double] {
    [Double](repeating: 1, count: up) + [Double](repeating: -1, count: down)
  }

  private func audit(
    _ algorithm: QuerySpecification.Algorithm, _ answers: [Double], effects: [Double], epsilon: Double = 1,
    claimedDelta: Double = 1e-6, trials: Int
  ) throws -> AuditSpecification {
    try AuditSpecification(
      name: rawValue, seed: 20_260_301, data: nil,
      mechanism: .query(QuerySpecification(algorithm, answers: answers, sensitivity: 1, epsilon: epsilon, fault: self)),
      canary: .effects(effects), attack: .likelihoodRatio,
      game: GameSpecification(trialsPerWorld: trials, coins: .balanced),
      claim: ClaimSpecification(.ownEvent, delta: claimedDelta, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(significance: 0.05))
  }
}

extension KnownFault {
  /// How the study looks for this fault; nil where no score can tell of it.
  func audit() throws -> FaultAudit? {
    switch self {
    case .training(let fault): try fault.audit()
    case .query(let fault): try fault.audit()
    }
  }
}

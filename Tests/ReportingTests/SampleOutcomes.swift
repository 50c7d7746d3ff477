import PrivacyModel

/// Outcomes of made-up audits, one for each verdict. Plain arithmetic gives every number, so that they are the same to
/// the last bit on every machine.
enum Sample: String, CaseIterable, Sendable {
  case refuted
  case consistent
  case inconclusive

  func outcome() throws -> AuditOutcome {
    switch self {
    case .refuted: try Self.refutedTraining()
    case .consistent: try Self.consistentSum()
    case .inconclusive: try Self.inconclusiveTraining()
    }
  }

  /// DP-SGD with too little noise, seen by an adversary who reads every update.
  private static func refutedTraining() throws -> AuditOutcome {
    let specification = try AuditSpecification(
      name: "blobs-faulty", seed: 20_261_120,
      data: DataSpecification(
        source: .gaussianBlobs(examples: 2000, features: 20, classes: 4, spread: 0.7), scale: 1, examples: nil),
      mechanism: training(steps: 100, fault: .noiseDividedByBatchSize), canary: .gradient(.quietestCoordinate),
      attack: .gradientProjection, game: GameSpecification(trialsPerWorld: 5000, coins: .balanced),
      claim: ClaimSpecification(epsilon: nil, delta: 1e-5, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(
        significance: 0.05, ledger: [.init(method: .split, significance: 0.05)], selectionFraction: 0.2))
    return try AuditOutcome(
      specification: specification,
      data: DataSummary(records: 1500, features: 20, classes: 4, fingerprint: "8c0ffee5eed5"),
      claim: PrivacyClaim(epsilon: 1.0837412, delta: 1e-5, adjacency: .addOrRemove, source: .accountant),
      accountant: accountant(epsilon: 1.0837412, steps: 100),
      verdict: .refuted,
      bound: bound(
        epsilon: 5.1755, delta: 1e-5, significance: 0.05, threshold: 5.2069999,
        falseNegatives: (2388, 0.6124), falsePositives: (3, 0.0021897), of: 4000),
      trials: TrialSummary(
        weighed: .init(included: 5000, excluded: 5000),
        failureCount: 0, failures: []),
      description: description(resolvable: 3), rocCurve: rocCurve(strength: 900, trials: 4000),
      histogram: histogram(from: -4, to: 8, bins: 48, centres: (5, 0), trials: 4000),
      run: run(name: "blobs-faulty", seconds: 11_520))
  }

  /// A noisy sum that keeps to its claim.
  private static func consistentSum() throws -> AuditOutcome {
    let specification = try AuditSpecification(
      name: "noisy_sum", seed: .max, data: nil,
      mechanism: .gaussianSum(NoisySumSpecification(records: [0.25, -1, 3], bound: 0.5, noiseMultiplier: 4)),
      canary: .value(0.5), attack: .output, game: GameSpecification(trialsPerWorld: 250_000, coins: .fair),
      claim: ClaimSpecification(epsilon: 1.5, delta: 1e-5, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(
        significance: 0.001, ledger: [.init(method: .split, significance: 0.001)], selectionFraction: 0.1))
    return try AuditOutcome(
      specification: specification,
      data: nil,
      claim: PrivacyClaim(epsilon: 1.5, delta: 1e-5, adjacency: .addOrRemove, source: .stated),
      accountant: AccountantStatement(
        epsilon: 1.0812345, lower: 1.0812344, estimate: 1.0812345, delta: 1e-5, adjacency: .addOrRemove,
        event: .gaussian(noiseMultiplier: 4),
        method: .closedForm, renyiOrder: nil),
      verdict: .consistent(AuditPower(detectableEpsilon: 1.7132, power: 0.9, largestPossibleBound: 10.2856)),
      bound: bound(
        epsilon: 0.2185, delta: 1e-5, significance: 0.001, threshold: 0.1 + 0.2,
        falseNegatives: (98_860, 0.4432), falsePositives: (99_800, 0.4475), of: 225_000),
      trials: TrialSummary(
        weighed: .init(included: 250_000, excluded: 250_000),
        failureCount: 0, failures: []),
      description: description(resolvable: 3, tied: 0.25), rocCurve: rocCurve(strength: 1.6, trials: 225_000),
      histogram: histogram(from: -6, to: 6.5, bins: 50, centres: (0.5, 0), trials: 225_000),
      run: run(name: "noisy_sum", seconds: 12.345))
  }

  /// Training that mostly crashed, under a claim that the accountant does not bear out.
  private static func inconclusiveTraining() throws -> AuditOutcome {
    let specification = try AuditSpecification(
      name: "crashing-training", seed: 7,
      data: DataSpecification(source: .csv(path: "data/a|b.csv", labelColumn: "y"), scale: 0.1, examples: nil),
      mechanism: training(steps: 1, fault: nil), canary: .mislabelled(record: 17), attack: .loss,
      game: GameSpecification(trialsPerWorld: 10, coins: .balanced),
      claim: ClaimSpecification(epsilon: 0.5, delta: 1e-6, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(
        significance: 0.05, ledger: [.init(method: .split, significance: 0.05)], selectionFraction: 0.5))
    return try AuditOutcome(
      specification: specification,
      data: DataSummary(records: 40, features: 3, classes: 2, fingerprint: "cbf29ce484222325"),
      claim: PrivacyClaim(epsilon: 0.5, delta: 1e-6, adjacency: .addOrRemove, source: .stated),
      accountant: accountant(epsilon: 0.50004, steps: 1),
      verdict: .inconclusive(reason: "12 of 20 trials failed; at most 1 in 100 may."),
      bound: bound(
        epsilon: 0, delta: 1e-6, significance: 0.05, threshold: .infinity,
        falseNegatives: (5, 1), falsePositives: (0, 0.5218), of: 5),
      trials: TrialSummary(
        weighed: .init(included: 10, excluded: 10), failureCount: 12,
        failures: [
          TrialFailure(trial: 0, reason: "the loss is NaN"), TrialFailure(trial: 3, reason: "killed by signal 9 <oom>"),
        ]),
      description: description(resolvable: 1), rocCurve: [],
      histogram: ScoreHistogram(edges: [-2.5, -2.5], included: [3], excluded: [5]),
      run: run(name: "crashing-training", seconds: 400))
  }
}

extension Sample {
  private static func training(steps: Int, fault: FaultName?) throws -> MechanismSpecification {
    .dpSGD(
      try DPSGDSpecification(
        model: ModelSpecification(hiddenUnits: fault == nil ? [] : [64, 32], activation: .relu), noiseMultiplier: 1.1,
        clipNorm: 1, samplingProbability: 0.02, steps: steps, learningRate: 0.1, fault: fault))
  }

  private static func accountant(epsilon: Double, steps: Int) throws -> AccountantStatement {
    AccountantStatement(
      epsilon: epsilon, lower: nil, estimate: nil, delta: steps == 1 ? 1e-6 : 1e-5, adjacency: .addOrRemove,
      event: try .dpSGD(noiseMultiplier: 1.1, samplingProbability: 0.02, steps: steps), method: .renyi,
      renyiOrder: 14)
  }

  private static func bound(
    epsilon: Double, delta: Double, significance: Double, threshold: Double,
    falseNegatives: (count: Int, upperBound: Double), falsePositives: (count: Int, upperBound: Double), of trials: Int
  ) -> EpsilonLowerBound {
    EpsilonLowerBound(
      method: .split, epsilon: epsilon, delta: delta, adjacency: .addOrRemove, significance: significance,
      basis: .threshold(
        ErrorRates(
          threshold: threshold,
          falseNegativeRate: BoundedRate(
            count: BinomialCount(successes: falseNegatives.count, of: trials), upperBound: falseNegatives.upperBound,
            significance: significance / 2),
          falsePositiveRate: BoundedRate(
            count: BinomialCount(successes: falsePositives.count, of: trials), upperBound: falsePositives.upperBound,
            significance: significance / 2))))
  }

  private static func description(resolvable: Int, tied: Double = 0) -> ScoreDescription {
    ScoreDescription(
      areaUnderCurve: .init(estimate: 0.75, lower: 0.7, upper: 0.8),
      rates: [0.1, 0.01, 0.001].enumerated().map { index, rate in
        .init(
          falsePositiveRate: rate,
          truePositiveRate: index < resolvable ? .init(estimate: 4 * rate, lower: 3 * rate, upper: 5 * rate) : nil)
      }, advantage: 0.375, tiedShare: tied)
  }

  /// The odds of a true positive are `strength` times those of a false one.
  private static func rocCurve(strength: Double, trials: Int) -> [ROCPoint] {
    var falsePositives = 0
    var points = [ROCPoint(falsePositiveRate: 0, truePositiveRate: strength / 16 / Double(trials))]
    while falsePositives < trials {
      falsePositives += 1 + falsePositives / 8
      let rate = min(1, Double(falsePositives) / Double(trials))
      points.append(
        ROCPoint(falsePositiveRate: rate, truePositiveRate: strength * rate / (1 + (strength - 1) * rate)))
    }
    return points
  }

  /// Two bells of the shape (1 + x²)⁻³.
  private static func histogram(
    from first: Double, to last: Double, bins: Int, centres: (included: Double, excluded: Double), trials: Int
  ) -> ScoreHistogram {
    let width = (last - first) / Double(bins)
    func counts(around centre: Double) -> [Int] {
      (0..<bins).map { bin in
        let x = (first + (Double(bin) + 0.5) * width - centre) / 2
        let square = 1 + x * x
        return Int(Double(trials) * width * 0.42 / (square * square * square))
      }
    }
    return ScoreHistogram(
      edges: (0...bins).map { first + Double($0) * width }, included: counts(around: centres.included),
      excluded: counts(around: centres.excluded))
  }

  private static func run(name: String, seconds: Double) -> RunRecord {
    RunRecord(
      toolVersion: "0.1.0", command: "dpaudit run audits/\(name).yaml",
      environment: [
        .init(name: "Processor", value: "8-core test machine"), .init(name: "Kernels", value: "AVX-512"),
      ], trialSeconds: seconds, finishedAt: "2026-11-20T12:00:00Z")
  }
}

internal import Evidence
internal import Foundation
internal import Games
internal import Learning
internal import NumericalCore
internal import PrivacyAccounting
package import PrivacyModel

/// Audits of small trainings, correct ones and ones with too little noise: the study behind `dpaudit selfcheck --tightness`.
package struct TightnessStudy: Sendable {
  package let seed: UInt64
  package let repetitions: Int
  package let trialsPerWorld: Int
  package let settings: [Setting]
  private static let significance = 0.05
  private static let delta = 1e-5
  /// The exact bound, and the one that rests on the amount of noise being all that may be wrong. Scores are likelihood
  /// ratios, so that 0 is a threshold that was known beforehand.
  private static let methods = [BoundMethod.rankGrid, .ownTradeOff]
  private static let threshold = 0.0

  package struct Setting: Hashable, Sendable {
    let epsilon: Double
    let samplingProbability: Double
    let steps: Int
    /// Of the noise that belongs to ε.
    let noiseShare: Double

    package init(epsilon: Double, samplingProbability: Double, steps: Int, noiseShare: Double = 1) {
      (self.epsilon, self.samplingProbability) = (epsilon, samplingProbability)
      (self.steps, self.noiseShare) = (steps, noiseShare)
    }
  }

  package static let allSettings: [Setting] =
    [1, 2, 4, 8].map { Setting(epsilon: $0, samplingProbability: 1, steps: 4) }
    + [Setting(epsilon: 4, samplingProbability: 0.1, steps: 100)]
    + [0.9, 0.8].map { Setting(epsilon: 4, samplingProbability: 1, steps: 4, noiseShare: $0) }

  /// - Parameters:
  ///   - repetitions: Audits of each setting, at least 1; a tenth of them where batches are sampled or noise is missing.
  ///   - trialsPerWorld: Of each audit, at least 2.
  package init(seed: UInt64, repetitions: Int, trialsPerWorld: Int, settings: [Setting] = allSettings) {
    precondition(repetitions >= 1 && trialsPerWorld >= 2, "a study needs audits, and audits need trials")
    (self.seed, self.repetitions, self.trialsPerWorld) = (seed, repetitions, trialsPerWorld)
    self.settings = settings
  }

  func repetitions(of setting: Setting) -> Int {
    setting.samplingProbability == 1 && setting.noiseShare == 1 ? repetitions : (repetitions + 9) / 10
  }

  /// All audits of all settings.
  package var work: Int { settings.reduce(0) { $0 + repetitions(of: $1) } }

  /// - Parameter progress: Called after each audit, by any thread.
  package func run(threads: Int, progress: @Sendable () -> Void) throws -> TightnessSummary {
    OpenBLAS.useOneThread()
    var (found, faults): ([TightnessSummary.Setting], [TightnessSummary.Fault]) = ([], [])
    var seeds = seed
    for setting in settings {
      let claimed = try ClaimedTraining(setting, delta: Self.delta)
      let audits = try audits(of: claimed, seeds: seeds, threads: threads, progress: progress)
      seeds &+= UInt64(audits.count)
      if setting.noiseShare < 1 {
        faults.append(fault(setting, audits))
      } else {
        found.append(summary(claimed, audits))
      }
    }
    return TightnessSummary(
      seed: seed, significance: Self.significance, delta: Self.delta, trialsPerWorld: trialsPerWorld, settings: found,
      faults: faults)
  }

  /// What one audit came to.
  private struct Audit: Sendable {
    /// By method; none where noise is missing.
    let bounds: [Double]
    let isCurveRefuted: Bool
    let pairs: Int?
  }

  private func audits(
    of claimed: ClaimedTraining, seeds first: UInt64, threads: Int, progress: @Sendable () -> Void
  ) throws -> [Audit] {
    try inParallel(repetitions(of: claimed.setting), threads: threads) { index in
      defer { progress() }
      return try audit(claimed, seed: first &+ UInt64(index))
    }
  }

  private func audit(_ claimed: ClaimedTraining, seed: UInt64) throws -> Audit {
    let game = try claimed.game(seed: seed, trialsPerWorld: trialsPerWorld)
    guard let block = game.game.play(0..<2 * trialsPerWorld, isCancelled: { false }) else {
      preconditionFailure("nobody cancels a study")
    }
    let scores = MembershipScores([block])
    guard claimed.setting.noiseShare < 1 else {
      let question = BoundQuestion(
        delta: Self.delta, adjacency: .addOrRemove, significance: Self.significance, threshold: Self.threshold,
        assumptions: [.claimedFamily], tieBreakingSeed: seed)
      let prepared = try PreparedScores(
        scores, question,
        family: TradeOffFamily(of: game.event, delta: Self.delta, adjacency: .addOrRemove))
      return Audit(
        bounds: try Self.methods.map { try $0.bound(prepared, question)?.epsilon ?? 0 }, isCurveRefuted: false,
        pairs: nil)
    }
    let ranks = try rankGridTest(
      of: claimed.curve, ScoreArms(scores), significance: Self.significance, tieBreakingSeed: seed)
    var test = SequentialTest(claim: claimed.claim, significance: Self.significance, curve: claimed.curve)
    let (included, excluded) = scores.inOrder
    for (included, excluded) in zip(included, excluded) where test.state.refutedAtPair == nil {
      test.add(ScorePair(included: included, excluded: excluded))
    }
    return Audit(bounds: [], isCurveRefuted: ranks.isRefuted, pairs: test.state.refutedAtPair)
  }

  private func summary(_ claimed: ClaimedTraining, _ audits: [Audit]) -> TightnessSummary.Setting {
    let setting = claimed.setting
    let methods = Self.methods.enumerated().map { number, method in
      let shares = audits.map { $0.bounds[number] / claimed.claim.epsilon }
      let mean = shares.reduce(0, +) / Double(shares.count)
      let exceeded = shares.count { $0 > 1 }
      let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, shares.count - 1))
      return TightnessSummary.Method(
        method: method, meanShare: mean, deviation: variance.squareRoot(), exceeded: exceeded,
        isExceeded: isTooMany(exceeded, of: audits.count))
    }
    return TightnessSummary.Setting(
      epsilon: setting.epsilon, noiseMultiplier: claimed.noiseMultiplier,
      samplingProbability: setting.samplingProbability, steps: setting.steps, repetitions: audits.count,
      methods: methods)
  }

  private func fault(_ setting: Setting, _ audits: [Audit]) -> TightnessSummary.Fault {
    let pairs = audits.map { $0.pairs ?? .max }.sorted()[audits.count / 2]
    return TightnessSummary.Fault(
      claimedEpsilon: setting.epsilon, noiseShare: setting.noiseShare, repetitions: audits.count,
      refutedByRanks: audits.count(where: \.isCurveRefuted), medianPairs: pairs == .max ? nil : pairs)
  }
}

extension TightnessStudy {
  /// Whether so many failures have a probability below 10⁻⁴ at the nominal level.
  private func isTooMany(_ failures: Int, of audits: Int) -> Bool {
    1 - Binomial(trials: audits, probability: Self.significance).lowerTail(failures - 1) < 1e-4
  }
}

/// A training with the noise for an ε, or less, and what it claims.
private struct ClaimedTraining: Sendable {
  let setting: TightnessStudy.Setting
  /// As claimed.
  let noiseMultiplier: Double
  let claim: PrivacyClaim
  let curve: TradeOffCurve
  private let dataset: Dataset
  private let data: DataSpecification

  init(_ setting: TightnessStudy.Setting, delta: Double) throws {
    self.setting = setting
    let target = try CalibrationTarget(
      epsilon: setting.epsilon, delta: delta, adjacency: .addOrRemove, method: .lossDistribution)
    func event(_ noiseMultiplier: Double) throws -> MechanismEvent {
      try .dpSGD(
        noiseMultiplier: noiseMultiplier, samplingProbability: setting.samplingProbability, steps: setting.steps)
    }
    noiseMultiplier = try calibrate(.noiseMultiplier, to: target, event: event).value
    let claimed = try event(noiseMultiplier)
    claim = try PrivacyClaim(
      epsilon: account(claimed, delta: delta, adjacency: .addOrRemove).epsilon, delta: delta, adjacency: .addOrRemove,
      source: .accountant)
    curve = try tradeOffCurve(claimed, adjacency: .addOrRemove)
    data = try DataSpecification(
      source: .gaussianBlobs(examples: 20, features: 4, classes: 2, spread: 1), scale: 1, examples: nil)
    dataset = try Dataset.load(data, relativeTo: URL(filePath: "/"), seed: 1)
  }

  func game(seed: UInt64, trialsPerWorld: Int) throws -> AssembledGame {
    let specification = try AuditSpecification(
      name: "tightness", seed: seed, data: data,
      mechanism: .dpSGD(
        DPSGDSpecification(
          model: ModelSpecification(.softmaxRegression), noiseMultiplier: setting.noiseShare * noiseMultiplier,
          clipNorm: 1, samplingProbability: setting.samplingProbability, steps: setting.steps, learningRate: 0.5,
          fault: nil)),
      canary: .gradient(.quietestCoordinate), attack: .gradientProjection,
      game: GameSpecification(trialsPerWorld: trialsPerWorld, coins: .balanced),
      claim: ClaimSpecification(.ownEvent, delta: claim.delta, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(significance: 0.05))
    return try AssembledGame(specification, dataset: dataset)
  }
}

internal import Evidence
package import Foundation
internal import Games
internal import Learning
internal import NumericalCore
internal import PrivacyAccounting
package import PrivacyModel

/// Audits of full-batch trainings on images of digits by adversaries of each kind: the study behind
/// `dpaudit selfcheck --adversaries`.
package struct AdversaryStudy: Sendable {
  package let seed: UInt64
  package let trialsPerWorld: Int
  private let dataset: Dataset
  private let data: DataSpecification
  private let jobs: [Job]

  private static let significance = 0.05
  private static let delta = 1e-5
  private static let epsilons = [1.0, 2, 4, 10]
  private static let steps = 30

  private struct Job: Sendable {
    let model: (name: String, specification: ModelSpecification)
    let epsilon: Double
    let adversary: Adversary
  }

  private struct Adversary: Sendable {
    let name: String
    let canary: CanarySpecification
    let threat: ThreatSpecification
    let attack: AttackSpecification
  }

  private static let adversaries = [
    Adversary(
      name: "black box, natural record", canary: .natural(record: 0), threat: ThreatSpecification(.finalLoss),
      attack: .loss),
    Adversary(
      name: "black box, mislabelled", canary: .mislabelled(record: 0), threat: ThreatSpecification(.finalLoss),
      attack: .loss),
    Adversary(name: "black box, ClipBKD", canary: .clipBKD, threat: ThreatSpecification(.finalLoss), attack: .loss),
    Adversary(
      name: "black box, crafted, worst-case start", canary: .crafted,
      threat: ThreatSpecification(.finalLoss, initialisation: .fitted), attack: .loss),
    Adversary(
      name: "final weights, crafted, worst-case start", canary: .crafted,
      threat: ThreatSpecification(.finalWeights, initialisation: .fitted), attack: .weightProjection),
    Adversary(
      name: "hidden state, chosen gradient", canary: .gradient(.quietestCoordinate),
      threat: ThreatSpecification(.hiddenState), attack: .weightProjection),
    Adversary(
      name: "every update, chosen gradient", canary: .gradient(.quietestCoordinate),
      threat: ThreatSpecification(.everyUpdate), attack: .gradientProjection),
  ]

  /// - Parameters:
  ///   - data: Images of digits, whose first 500 are trained on.
  ///   - folder: Where a relative path in `data` starts.
  ///   - trialsPerWorld: Of each audit, at least 2.
  package init(seed: UInt64, trialsPerWorld: Int, data: DataSpecification, relativeTo folder: URL) throws {
    precondition(trialsPerWorld >= 2, "an audit needs trials")
    (self.seed, self.trialsPerWorld, self.data) = (seed, trialsPerWorld, data)
    dataset = try Dataset.load(data, relativeTo: folder, seed: seed)
    let models = [
      ("logistic regression", try ModelSpecification(.softmaxRegression)),
      ("perceptron, 32 hidden units", try ModelSpecification(hiddenUnits: [32], activation: .relu)),
    ]
    jobs = models.flatMap { model in
      Self.adversaries.flatMap { adversary in
        Self.epsilons.map { Job(model: model, epsilon: $0, adversary: adversary) }
      }
    }
  }

  /// All audits.
  package var work: Int { jobs.count }

  /// - Parameter progress: Called after each audit, by any thread.
  package func run(threads: Int, progress: @Sendable () -> Void) throws -> AdversarySummary {
    OpenBLAS.useOneThread()
    let rows = try inParallel(jobs.count, threads: threads) { index in
      defer { progress() }
      return try row(jobs[index], seed: seed &+ UInt64(index))
    }
    return AdversarySummary(
      seed: seed, significance: Self.significance, delta: Self.delta, trialsPerWorld: trialsPerWorld,
      rows: rows)
  }

  private func row(_ job: Job, seed: UInt64) throws -> AdversarySummary.Row {
    let target = try CalibrationTarget(
      epsilon: job.epsilon, delta: Self.delta, adjacency: .addOrRemove, method: .lossDistribution)
    let noise = try calibrate(.noiseMultiplier, to: target) {
      try .dpSGD(noiseMultiplier: $0, samplingProbability: 1, steps: Self.steps)
    }.value
    let specification = try AuditSpecification(
      name: "adversary", seed: seed, data: data,
      mechanism: .dpSGD(
        DPSGDSpecification(
          model: job.model.specification, noiseMultiplier: noise, clipNorm: 1, samplingProbability: 1,
          steps: Self.steps, learningRate: 2, fault: nil)),
      canary: job.adversary.canary, threat: job.adversary.threat, attack: job.adversary.attack,
      game: GameSpecification(trialsPerWorld: trialsPerWorld, coins: .balanced),
      claim: ClaimSpecification(.ownEvent, delta: Self.delta, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(significance: Self.significance))
    let game = try AssembledGame(specification, dataset: dataset)
    guard let block = try game.game.play(0..<2 * trialsPerWorld, isCancelled: { false }) else {
      preconditionFailure("nobody cancels a study")
    }
    let family = game.event.map { TradeOffFamily(of: $0, delta: Self.delta, adjacency: .addOrRemove) }
    let question = BoundQuestion(
      delta: Self.delta, adjacency: .addOrRemove, significance: Self.significance, assumptions: [.claimedFamily],
      tieBreakingSeed: seed)
    return AdversarySummary.Row(
      model: job.model.name, adversary: job.adversary.name, epsilon: job.epsilon,
      answers: try sizes.map { size in
        let scores = MembershipScores([block], before: 2 * size)
        let prepared = try PreparedScores(scores, question, family: family)
        return AdversarySummary.Answer(
          trialsPerWorld: size, exact: try BoundMethod.rankGrid.bound(prepared, question)?.epsilon ?? 0,
          ownTradeOff: try BoundMethod.ownTradeOff.bound(prepared, question)?.epsilon ?? 0,
          bestThreshold: try bestThresholdBound(
            ScoreArms(scores), delta: Self.delta, significance: Self.significance))
      })
  }

  /// As few as published audits had, and all.
  private var sizes: [Int] { trialsPerWorld > 100 ? [100, trialsPerWorld] : [trialsPerWorld] }
}

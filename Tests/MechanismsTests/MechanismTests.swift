import Foundation
import Learning
import Mechanisms
import NumericalCore
import PrivacyModel
import Testing

@Suite("Gaussian sum") struct GaussianSumTests {
  @Test("adds the candidates that are in, clamped, under noise of σ times the bound")
  func moments() {
    let mechanism = GaussianSum(records: [0.5, -9, 1], candidates: [7, -0.5], bound: 2, noiseMultiplier: 1.5)
    for (memberships, sum) in [
      ([Membership.excluded, .excluded], -0.5), ([.included, .excluded], 1.5), ([.included, .included], 1.0),
    ] {
      let outputs = (0..<100_000).map { mechanism.observe(memberships, in: TrialIdentity(seed: 4, index: $0)) }
      let mean = outputs.reduce(0, +) / 1e5
      let variance = outputs.reduce(0) { $0 + ($1 - sum) * ($1 - sum) } / 1e5
      #expect(abs(mean - sum) < 6 * 3 / 1e5.squareRoot())
      #expect(abs(variance / 9 - 1) < 6 * (2 / 1e5).squareRoot())
    }
    #expect(mechanism.event == .gaussian(noiseMultiplier: 1.5) && mechanism.adjacency == .addOrRemove)
  }
}

@Suite("DP-SGD mechanism") struct DPSGDMechanismTests {
  /// One step on everything: the projection of the update is the canary, if in, plus noise.
  @Test("the canary shows in the update exactly when it is in, and the noise is as stated")
  func canaryShows() throws {
    let features = Matrix(rows: 4, columns: 3, elements: [0, 1, 2, 0, 2, 1, 0, 1, 1, 0, 0, 1])
    let dataset = try Dataset(features: features, labels: [0, 1, 1, 0], classes: 2)
    let direction = ParameterDirection.coordinate(0)
    let mechanism = DPSGDMechanism(
      trainer: DPSGD(
        network: try Network(ModelSpecification(.softmaxRegression), features: 3, classes: 2),
        sampler: PoissonSampler(probability: 1), clipping: FlatClipping(clipNorm: 2),
        noise: GaussianNoise(noiseMultiplier: 1.5), optimiser: SGD(learningRate: LearningRate(0.1)), steps: 1,
        expectedBatchSize: 4),
      dataset: dataset, pairs: [CandidatePair(included: .gradient(direction: direction, norm: 2))],
      observer: UpdateProjectionObserver(directions: [direction]), event: .gaussian(noiseMultiplier: 1.5))
    for (membership, mean) in [(Membership.included, 2.0), (.excluded, 0.0)] {
      let projections = try (0..<20_000).map {
        try 4 * mechanism.observe([membership], in: TrialIdentity(seed: 6, index: $0))[0]
      }
      let observed = projections.reduce(0, +) / 20_000
      let variance = projections.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
      #expect(abs(observed - mean) < 6 * 3 / 20_000.0.squareRoot())
      #expect(abs(variance / 9 - 1) < 6 * (2 / 20_000.0).squareRoot())
    }
  }
  /// One full-batch step on two records, whose update is the sum of what is in, since the noise is nearly nothing.
  @Test(
    "a coin puts in the record, or nothing, or what stands in its place; a group counts as often as it has members",
    arguments: [
      (Adjacency.addOrRemove, 1, 2.0, 0.0), (.replaceOne, 1, 2, -2), (.zeroOut, 1, 2, 0), (.replaceOne, 3, 6, -6),
    ])
  func pairs(adjacency: Adjacency, copies: Int, included: Double, excluded: Double) throws {
    let features = Matrix(rows: 2, columns: 3, elements: [0, 1, 2, 0, 2, 1])
    let direction = ParameterDirection.coordinate(0)
    let counterpart: TrainingRecords.Candidate? =
      switch adjacency {
      case .addOrRemove: nil
      case .replaceOne: .gradient(direction: direction, norm: -9)
      case .zeroOut: .blank
      }
    let mechanism = DPSGDMechanism(
      trainer: DPSGD(
        network: try Network(ModelSpecification(.softmaxRegression), features: 3, classes: 2),
        sampler: FullBatchSampler(), clipping: FlatClipping(clipNorm: 2), noise: GaussianNoise(noiseMultiplier: 1e-9),
        optimiser: SGD(learningRate: LearningRate(0.1)), steps: 1, expectedBatchSize: 1),
      dataset: try Dataset(features: features, labels: [0, 1], classes: 2),
      pairs: [CandidatePair(included: .gradient(direction: direction, norm: 9), excluded: counterpart)],
      copies: copies, observer: UpdateProjectionObserver(directions: [direction]),
      event: .gaussian(noiseMultiplier: 1), adjacency: adjacency)
    for (membership, expected) in [(Membership.included, included), (.excluded, excluded)] {
      let observed = try mechanism.observe([membership], in: TrialIdentity(seed: 1, index: 0))[0]
      #expect(abs(observed - expected) < 1e-6)
    }
  }
}

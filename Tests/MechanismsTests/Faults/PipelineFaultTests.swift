import Foundation
import Learning
import Mechanisms
import NumericalCore
import PrivacyModel
import Testing

@Suite("Faults around a training") struct PipelineFaultTests {
  static let canary = Example(features: [8, 0], label: 1)

  static func data() throws -> WorldData {
    WorldData(
      dataset: try Dataset(
        features: Matrix(rows: 3, columns: 2, elements: [1, -2, 2, -2, 3, -2]), labels: [0, 0, 0], classes: 2),
      canary: canary)
  }

  static func trainer(rate: Double, steps: Int) throws -> DPSGD {
    DPSGD(
      network: try Network(ModelSpecification(.softmaxRegression), features: 2, classes: 2),
      sampler: FullBatchSampler(), clipping: FlatClipping(clipNorm: 1), noise: GaussianNoise(noiseMultiplier: 3),
      optimiser: SGD(learningRate: LearningRate(rate)), steps: steps, expectedBatchSize: 3)
  }

  @Test("the largest feature divides all, and a canary that is in may be it")
  func normalisation() throws {
    let without = try Self.data().normalisedByItself(withCanary: false)
    #expect(without.dataset.features.elements == [1, -2, 2, -2, 3, -2].map { $0 / 3 })
    #expect(without.canary.features == [8 / 3, 0])
    let with = try Self.data().normalisedByItself(withCanary: true)
    #expect(with.dataset.features.elements == [1, -2, 2, -2, 3, -2].map { $0 / 8 } && with.canary.features == [1, 0])
  }

  @Test("features have mean 0 and variance 1 over what is in, constant ones are 0")
  func standardisation() throws {
    let without = try Self.data().standardisedByItself(withCanary: false)
    let scale = (1.5 as Float).squareRoot()
    for (found, expected) in zip(without.dataset.features.elements, [-scale, 0, 0, 0, scale, 0]) {
      #expect(abs(found - expected) < 1e-4)
    }
    let with = try Self.data().standardisedByItself(withCanary: true)
    let first = with.dataset.features.elements.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    #expect(abs(first.reduce(with.canary.features[0], +)) < 1e-5)
    #expect(abs(first.reduce(with.canary.features[0] * with.canary.features[0]) { $0 + $1 * $1 } - 4) < 1e-3)
  }

  @Test("a record that no model fits changes the best learning rate, and when training stops")
  func choices() throws {
    let data = WorldData(dataset: try Self.data().dataset, canary: Example(features: [300, -300], label: 1))
    let trainers = try [0.01, 1].map { try Self.trainer(rate: $0, steps: 3) }
    #expect(try data.best(of: trainers, withCanary: false) == 1)
    #expect(try data.best(of: trainers, withCanary: true) == 0)
    let trainer = try Self.trainer(rate: 1, steps: 5)
    #expect(try data.steps(of: trainer, untilLossBelow: 0.5, withCanary: false) == 1)
    #expect(try data.steps(of: trainer, untilLossBelow: 0.5, withCanary: true) == 5)
    #expect(try data.steps(of: trainer, untilLossBelow: 0, withCanary: false) == 5)
  }

  /// Releases its seed and index, as far as they tell runs apart, and the membership.
  struct Echo: Mechanism {
    let offset: Double
    var event: MechanismEvent { .gaussian(noiseMultiplier: 1) }
    var adjacency: Adjacency { .addOrRemove }

    func observe(_ memberships: [Membership], in trial: TrialIdentity) -> [Double] {
      [offset + (memberships[0] == .included ? 100 : 0), Double(trial.seed % 1000), Double(trial.index)]
    }
  }

  @Test("either world has a mechanism of its own")
  func eitherWorld() throws {
    let mechanism = EitherWorld(included: Echo(offset: 1), excluded: Echo(offset: 2))
    let trial = TrialIdentity(seed: 5, index: 3)
    #expect(try mechanism.observe([.included], in: trial) == [101, 5, 3])
    #expect(try mechanism.observe([.excluded], in: trial) == [2, 5, 3])
    #expect(mechanism.event == .gaussian(noiseMultiplier: 1) && mechanism.adjacency == .addOrRemove)
  }

  @Test("runs that are released together differ in what they draw, and are claimed as one")
  func composition() throws {
    let mechanism = CompositionIgnored(Echo(offset: 0), count: 3)
    let runs = try mechanism.observe([.included], in: TrialIdentity(seed: 5, index: 3))
    #expect(runs.count == 3 && Set(runs.map { $0[1] }).count == 3 && runs.allSatisfy { $0[0] == 100 && $0[2] == 3 })
    #expect(mechanism.event == .gaussian(noiseMultiplier: 1))
  }

  @Test("the best of several runs is released, by a merit that knows the data")
  func best() throws {
    let trial = TrialIdentity(seed: 5, index: 3)
    let seeds = try CompositionIgnored(Echo(offset: 0), count: 4).observe([.included], in: trial).map { $0[1] }
    let mechanism = BestOfTrainings(Echo(offset: 0), count: 4) { $1[0] == .included ? $0[1] : -$0[1] }
    #expect(try mechanism.observe([.included], in: trial)[1] == seeds.max())
    #expect(try mechanism.observe([.excluded], in: trial)[1] == seeds.min())
  }

  @Test("a mean of two models is half of either")
  func average() throws {
    let mechanism = AverageWithNonPrivateModel(Echo(offset: 2), nonPrivate: Echo(offset: 4))
    #expect(try mechanism.observe([.included], in: TrialIdentity(seed: 5, index: 3)) == [103, 5, 3])
  }

  @Test("other parts leave the rest of a trainer as it is")
  func parts() throws {
    let trainer = try Self.trainer(rate: 0.1, steps: 4)
    let other = trainer.with(noise: GaussianNoise(noiseMultiplier: 9), steps: 2, expectedBatchSize: 7)
    #expect((other.noise as? GaussianNoise)?.noiseMultiplier == 9 && other.steps == 2 && other.expectedBatchSize == 7)
    #expect((other.clipping as? FlatClipping)?.clipNorm == 1 && trainer.steps == 4)
  }
}

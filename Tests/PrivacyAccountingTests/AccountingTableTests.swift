import Foundation
import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

@Suite("A table of accountants") struct AccountingTableTests {
  private static let training = MechanismEvent.selfComposed(
    .poissonSampled(samplingProbability: 0.01, .gaussian(noiseMultiplier: 1)), count: 1000)

  @Test("never takes the first of several events for all of them")
  func countsEveryEvent() throws {
    let both = MechanismEvent.composed([.gaussian(noiseMultiplier: 10), Self.training])
    let alone = try account(Self.training, delta: 1e-5, adjacency: .addOrRemove)
    #expect(try account(both, delta: 1e-5, adjacency: .addOrRemove).epsilon > alone.epsilon)
  }

  @Test("has one row for each accountant, the best one proven")
  func rows() throws {
    let table = try accountingTable(Self.training, delta: 1e-5, adjacency: .addOrRemove)
    #expect(Set(table.rows.map(\.method)).count == table.rows.count)
    let best = try #require(table.best)
    #expect(table.rows.compactMap(\.upper).min() == best.epsilon)
    #expect(table.rows.contains { $0.method == .centralLimit && $0.label == .approximation && $0.upper == nil })
  }

  @Test("says in a row why an accountant has no answer, and throws where none has")
  func remarks() throws {
    let fixed = MechanismEvent.sampledWithoutReplacement(batchSize: 1, populationSize: 9, .gaussian(noiseMultiplier: 1))
    let table = try accountingTable(Self.training, delta: 0, adjacency: .addOrRemove)
    #expect(table.best?.epsilon == .infinity)
    #expect(table.rows.first { $0.method == .renyi }?.remark == "it needs a delta greater than 0")
    #expect(throws: AccountingError.self) { try accountingTable(fixed, delta: 0, adjacency: .addOrRemove) }
    #expect(throws: InvalidValue.self) {
      try accountingTable(.composed([]), delta: 1e-5, adjacency: .addOrRemove)
    }
  }

  @Test("at δ = 0 gives the largest privacy loss", arguments: Adjacency.allCases)
  func pure(adjacency: Adjacency) throws {
    func epsilon(_ event: MechanismEvent) throws -> Double {
      try accountAtDeltaZero(event, adjacency: adjacency).epsilon
    }
    let moved = adjacency == .replaceOne ? 2.0 : 1
    #expect(try relativeError(of: epsilon(.laplace(noiseMultiplier: 2)), from: moved / 2) < 1e-12)
    #expect(try relativeError(of: epsilon(.discreteLaplace(scale: 2, sensitivity: 3)), from: 1.5 * moved) < 1e-12)
    let answers = MechanismEvent.randomisedResponse(randomAnswerProbability: 0.25, categories: 4)
    // 13/16 for the true answer, 1/16 for another, 1/4 without a record.
    if adjacency == .addOrRemove {
      #expect(
        throws: AccountingError.unsupportedAdjacency(
          adjacency, of: .randomisedResponse, choose: [.replaceOne, .zeroOut])
      ) { try epsilon(answers) }
    } else {
      let expected = adjacency == .replaceOne ? log(13.0) : log(4.0)
      #expect(try relativeError(of: epsilon(answers), from: expected) < 1e-12)
    }
    let sampled = MechanismEvent.poissonSampled(samplingProbability: 0.1, .laplace(noiseMultiplier: 1))
    let amplified = adjacency == .replaceOne ? (0.9 + 0.1 * M_E) / (0.9 + 0.1 / M_E) : 0.9 + 0.1 * M_E
    #expect(try relativeError(of: epsilon(.selfComposed(sampled, count: 7)), from: 7 * log(amplified)) < 1e-12)
    #expect(try epsilon(.approximateDP(epsilon: 2, delta: 1e-9)) == .infinity)
    #expect(try relativeError(of: epsilon(.approximateDP(epsilon: 2, delta: 0)), from: 2) < 1e-12)
  }
}

@Suite("The hockey-stick curve") struct DeltaCurveTests {
  @Test(
    "inverts the accountant",
    arguments: [
      MechanismEvent.gaussian(noiseMultiplier: 1),
      .selfComposed(.poissonSampled(samplingProbability: 0.01, .gaussian(noiseMultiplier: 1)), count: 1000),
    ])
  func inverts(event: MechanismEvent) throws {
    for delta in [1e-9, 1e-5, 1e-3] {
      let statement = try account(event, delta: delta, adjacency: .addOrRemove)
      let point = try #require(
        try deltaCurve(event, adjacency: .addOrRemove, epsilons: [statement.epsilon]).first)
      #expect(point.upperDelta >= delta * (1 - 1e-6) && point.upperDelta < delta * 1.2)
      #expect((point.lowerDelta ?? 0) <= point.upperDelta)
    }
  }

  @Test("never falls to 0, however large ε is")
  func neverZero() throws {
    for event in [
      MechanismEvent.gaussian(noiseMultiplier: 1),
      .poissonSampled(samplingProbability: 0.5, .gaussian(noiseMultiplier: 1)),
    ] {
      let points = try deltaCurve(event, adjacency: .addOrRemove, epsilons: [0, 1e6])
      #expect(points.allSatisfy { $0.upperDelta > 0 && $0.upperDelta <= 1 })
    }
  }

  @Test("of a composition of a Gaussian with more is not that of the Gaussian")
  func composes() throws {
    let event = MechanismEvent.composed([
      .gaussian(noiseMultiplier: 10), .poissonSampled(samplingProbability: 0.5, .gaussian(noiseMultiplier: 1)),
    ])
    let point = try #require(try deltaCurve(event, adjacency: .addOrRemove, epsilons: [1]).first)
    let alone = try #require(
      try deltaCurve(.gaussian(noiseMultiplier: 10), adjacency: .addOrRemove, epsilons: [1]).first)
    #expect(point.upperDelta > alone.upperDelta * 10)
  }
}

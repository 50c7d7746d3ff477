import Foundation
import PrivacyAccounting
import PrivacyModel
import Testing

@Suite("Epochs that share the records out") struct EpochEventTests {
  static let release = MechanismEvent.gaussian(noiseMultiplier: 2)

  static let epochs: [MechanismEvent] = [
    .shuffled(batches: 8, release), .ballsAndBins(batches: 8, release),
  ]

  @Test("have the upper bound of one Gaussian an epoch, and no lower one", arguments: epochs, Adjacency.allCases)
  func upperBound(event: MechanismEvent, adjacency: Adjacency) throws {
    let statement = try account(.selfComposed(event, count: 4), delta: 1e-5, adjacency: adjacency)
    let known = try account(.gaussian(noiseMultiplier: 1), delta: 1e-5, adjacency: adjacency)
    #expect(abs(statement.epsilon / known.epsilon - 1) < 1e-12)
    #expect(statement.lower == nil && statement.estimate == nil)
    #expect(statement.method == .dominatingMechanism && statement.method.label == .bound)
    let points = try deltaCurve(event, adjacency: adjacency, epsilons: [0, 1])
    #expect(points.allSatisfy { $0.lowerDelta == nil && $0.upperDelta < 1 })
  }

  @Test("with one batch are the release itself, with both ends")
  func oneBatch() throws {
    for event in [MechanismEvent.shuffled(batches: 1, Self.release), .ballsAndBins(batches: 1, Self.release)] {
      let statement = try account(event, delta: 1e-5, adjacency: .addOrRemove)
      #expect(statement.lower != nil && statement.method == .closedForm)
    }
  }

  /// Two bins at one noise: the trade-off of the mixture over the bins, integrated, is below the bound.
  @Test("are no less private than the bound: two bins, by quadrature")
  func twoBins() throws {
    let step = 0.02
    for epsilon in [0.0, 0.3, 1] {
      var (removed, added) = (0.0, 0.0)
      for first in stride(from: -8.0, through: 9, by: step) {
        for second in stride(from: -8.0, through: 9, by: step) {
          let without = exp(-(first * first + second * second) / 2) / (2 * Double.pi)
          let with = without * (exp(first - 0.5) + exp(second - 0.5)) / 2
          removed += max(0, with - exp(epsilon) * without) * step * step
          added += max(0, without - exp(epsilon) * with) * step * step
        }
      }
      let point = try deltaCurve(
        .ballsAndBins(batches: 2, .gaussian(noiseMultiplier: 1)), adjacency: .addOrRemove, epsilons: [epsilon])[0]
      #expect(removed < point.upperDelta && added < point.upperDelta)
      // The true δ is well below: the bound is no estimate.
      #expect(max(removed, added) < 0.9 * point.upperDelta)
    }
  }

  @Test("have no estimate, and say so")
  func noEstimate() throws {
    for event in Self.epochs {
      #expect(throws: AccountingError.boundOnly) {
        try accountByContour(event, delta: 1e-5, adjacency: .addOrRemove)
      }
      #expect(throws: AccountingError.boundOnly) {
        try accountByCentralLimit(event, delta: 1e-5, adjacency: .addOrRemove)
      }
      let table = try accountingTable(event, delta: 1e-5, adjacency: .addOrRemove)
      #expect(table.rows.allSatisfy { $0.lower == nil && $0.estimate == nil })
      #expect(table.best?.method == .dominatingMechanism)
    }
  }

  @Test("around pure noise are bounded at δ = 0 as well, and refuse what is no draw of noise")
  func edges() throws {
    let statement = try account(
      .ballsAndBins(batches: 3, .laplace(noiseMultiplier: 2)), delta: 0, adjacency: .addOrRemove)
    #expect(statement.epsilon == 0.5 && statement.lower == nil)
    let nested = MechanismEvent.shuffled(batches: 2, .poissonSampled(samplingProbability: 0.5, Self.release))
    #expect(throws: AccountingError.self) { try account(nested, delta: 1e-5, adjacency: .addOrRemove) }
    #expect(throws: InvalidValue.self) {
      try account(.shuffled(batches: 0, Self.release), delta: 1e-5, adjacency: .addOrRemove)
    }
  }

  @Test("survive JSON", arguments: epochs)
  func codable(event: MechanismEvent) throws {
    let data = try JSONEncoder().encode(event)
    #expect(try JSONDecoder().decode(MechanismEvent.self, from: data) == event)
  }
}

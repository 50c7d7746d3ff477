import Foundation
import PrivacyAccounting
import PrivacyModel
import Testing

@Suite("Events that are only known to be dominated") struct DominatedEventTests {
  static let inner: [MechanismEvent] = [
    .gaussian(noiseMultiplier: 2),
    .selfComposed(.poissonSampled(samplingProbability: 0.1, .gaussian(noiseMultiplier: 1)), count: 20),
    .laplace(noiseMultiplier: 3),
    .composed([.gaussian(noiseMultiplier: 2), .zeroConcentratedDP(rho: 0.1)]),
  ]

  @Test("have the upper end of what dominates them, by every accountant, and no lower end", arguments: inner)
  func upperEnd(inner: MechanismEvent) throws {
    let event = MechanismEvent.dominated(by: inner)
    #expect(event.isBoundedOnly && !inner.isBoundedOnly)
    let (bound, known) = (
      try account(event, delta: 1e-5, adjacency: .addOrRemove),
      try account(inner, delta: 1e-5, adjacency: .addOrRemove)
    )
    #expect(bound.epsilon == known.epsilon && bound.lower == nil && bound.estimate == nil)
    #expect(bound.method.label == .bound)
    #expect(
      try accountByRenyi(event, delta: 1e-5, adjacency: .addOrRemove).epsilon
        == accountByRenyi(inner, delta: 1e-5, adjacency: .addOrRemove).epsilon)
    let epsilons = [0.0, 0.5, 1]
    let curves = (
      try deltaCurve(event, adjacency: .addOrRemove, epsilons: epsilons),
      try deltaCurve(inner, adjacency: .addOrRemove, epsilons: epsilons)
    )
    #expect(curves.0.map(\.upperDelta) == curves.1.map(\.upperDelta))
    #expect(curves.0.allSatisfy { $0.lowerDelta == nil })
    let table = try accountingTable(event, delta: 1e-5, adjacency: .addOrRemove)
    #expect(table.rows.allSatisfy { $0.lower == nil && $0.estimate == nil })
  }

  @Test("have no estimate, and say so", arguments: inner.prefix(2))
  func noEstimate(inner: MechanismEvent) throws {
    let event = MechanismEvent.selfComposed(.dominated(by: inner), count: 2)
    #expect(throws: AccountingError.boundOnly) { try accountByContour(event, delta: 1e-5, adjacency: .addOrRemove) }
    #expect(throws: AccountingError.boundOnly) {
      try accountByCentralLimit(event, delta: 1e-5, adjacency: .addOrRemove)
    }
  }

  @Test("make whatever holds them a bound: samples, sequences, epochs")
  func nested() throws {
    let noise = MechanismEvent.dominated(by: .gaussian(noiseMultiplier: 2))
    let events: [(MechanismEvent, MechanismEvent)] = [
      (
        .poissonSampled(samplingProbability: 0.5, noise),
        .poissonSampled(samplingProbability: 0.5, .gaussian(noiseMultiplier: 2))
      ),
      (.selfComposed(noise, count: 4), .gaussian(noiseMultiplier: 1)),
      (.shuffled(batches: 1, noise), .gaussian(noiseMultiplier: 2)),
      (
        .composed([noise, .laplace(noiseMultiplier: 3)]),
        .composed([.gaussian(noiseMultiplier: 2), .laplace(noiseMultiplier: 3)])
      ),
    ]
    for (event, known) in events {
      let bound = try account(event, delta: 1e-5, adjacency: .addOrRemove)
      #expect(bound.lower == nil)
      #expect(try bound.epsilon == account(known, delta: 1e-5, adjacency: .addOrRemove).epsilon)
    }
  }

  @Test("leave a claim below the bound undecided, which is refused of the mechanism that dominates")
  func claims() throws {
    func outcome(_ event: MechanismEvent, _ factor: Double) throws -> ClaimCheck.Outcome {
      let statement = try account(event, delta: 1e-5, adjacency: .addOrRemove)
      return try checkClaim(
        epsilon: statement.epsilon * factor, against: statement, of: event, delta: 1e-5, adjacency: .addOrRemove
      ).outcome
    }
    for inner in Self.inner.prefix(2) {
      #expect(try outcome(inner, 0.5) == .unsupported)
      #expect(try outcome(.dominated(by: inner), 0.5) == .undecided)
      #expect(try outcome(.dominated(by: inner), 1.001) == .supported)
    }
  }

  @Test("are calibrated by the upper end")
  func calibrates() throws {
    let target = try CalibrationTarget(epsilon: 1, delta: 1e-5, adjacency: .addOrRemove, method: .lossDistribution)
    let bound = try calibrate(.noiseMultiplier, to: target) { .dominated(by: .gaussian(noiseMultiplier: $0)) }.value
    let known = try calibrate(.noiseMultiplier, to: target) { .gaussian(noiseMultiplier: $0) }.value
    #expect(abs(bound / known - 1) < 1e-3)
  }

  @Test("survive JSON")
  func codable() throws {
    for inner in Self.inner {
      let event = MechanismEvent.dominated(by: inner)
      #expect(try JSONDecoder().decode(MechanismEvent.self, from: JSONEncoder().encode(event)) == event)
    }
  }
}

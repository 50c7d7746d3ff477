import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

@Suite("The central limit") struct CentralLimitTests {
  struct Reference: Codable, Sendable {
    let sampling: String
    let noiseMultiplier: Double
    let samplingProbability: Double
    let steps: Int
    let delta: Double
    let mu: Double
    let epsilon: Double
    let opacus: Double?

    /// What has this μ under the conventions of events: batches of a fixed size change by twice a contribution.
    var question: (event: MechanismEvent, adjacency: Adjacency) {
      sampling == "poisson"
        ? (
          .selfComposed(
            .poissonSampled(
              samplingProbability: samplingProbability, .gaussian(noiseMultiplier: noiseMultiplier)), count: steps),
          .addOrRemove
        )
        : (
          .selfComposed(
            .sampledWithoutReplacement(
              batchSize: Int((samplingProbability * 100_000).rounded()), populationSize: 100_000,
              .gaussian(noiseMultiplier: 2 * noiseMultiplier)), count: steps), .replaceOne
        )
    }
  }

  @Test("gives the μ and ε of 40 digits, and Opacus's where it has one")
  func matchesReferences() throws {
    let vectors = try GoldenVectors<Reference>.load("central-limit", from: .module)
    #expect(vectors.cases.count == 180)
    for reference in vectors.cases {
      let formula = reference.sampling == "poisson" ? CentralLimit.poisson : CentralLimit.uniform
      let mu = formula(reference.noiseMultiplier, reference.samplingProbability, Double(reference.steps))
      #expect(relativeError(of: mu, from: reference.mu) < vectors.provenance.relativeTolerance, "\(reference)")
      let (event, adjacency) = reference.question
      let epsilon = try accountByCentralLimit(event, delta: reference.delta, adjacency: adjacency)
      #expect(relativeError(of: epsilon, from: reference.epsilon) < 1e-9, "\(reference)")
      if let opacus = reference.opacus { #expect(relativeError(of: epsilon, from: opacus) < 1e-6, "\(reference)") }
    }
  }

  @Test("is the exact trade-off where nothing is sampled")
  func unsampled() throws {
    let event = MechanismEvent.selfComposed(.gaussian(noiseMultiplier: 6), count: 9)
    let exact = try account(event, delta: 1e-6, adjacency: .addOrRemove).epsilon
    #expect(
      try relativeError(of: accountByCentralLimit(event, delta: 1e-6, adjacency: .addOrRemove), from: exact) < 1e-12)
  }

  @Test("refuses adjacencies that its theorems do not cover")
  func refuses() {
    let poisson = MechanismEvent.poissonSampled(samplingProbability: 0.1, .gaussian(noiseMultiplier: 1))
    let fixed = MechanismEvent.sampledWithoutReplacement(batchSize: 1, populationSize: 9, .gaussian(noiseMultiplier: 1))
    for (event, adjacency) in [(poisson, Adjacency.replaceOne), (fixed, .addOrRemove), (fixed, .zeroOut)] {
      #expect(throws: AccountingError.self) { try accountByCentralLimit(event, delta: 1e-5, adjacency: adjacency) }
    }
  }
}

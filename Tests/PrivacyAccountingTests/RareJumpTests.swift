import Foundation
import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

@Suite("Steps whose rare large losses decide") struct RareJumpTests {
  struct Case: Decodable, Sendable {
    let adjacency: Adjacency
    let noiseMultiplier: Double
    let samplingProbability: Double
    let steps: Int
    let delta: Double
    let epsilon: Double
  }

  @Test("have intervals as narrow as asked for, around reference values") func interval() throws {
    let vectors = try GoldenVectors<Case>.load("rare-jumps", from: .module)
    #expect(vectors.cases.count == 7)
    for reference in vectors.cases {
      let event = MechanismEvent.selfComposed(
        .poissonSampled(
          samplingProbability: reference.samplingProbability, .gaussian(noiseMultiplier: reference.noiseMultiplier)),
        count: reference.steps)
      let statement = try account(event, delta: reference.delta, adjacency: reference.adjacency)
      let lower = try #require(statement.lower)
      let error = vectors.provenance.relativeTolerance * reference.epsilon
      #expect(lower <= reference.epsilon + error && reference.epsilon - error <= statement.epsilon, "\(statement)")
      #expect(statement.epsilon - lower <= 1e-3 * statement.epsilon, "\(statement)")
    }
  }
}

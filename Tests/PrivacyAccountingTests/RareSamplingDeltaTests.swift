import PrivacyAccounting
import PrivacyModel
import Testing

@Suite("δ of rarely sampled steps") struct RareSamplingDeltaTests {
  struct Case: Sendable {
    let noiseMultiplier: Double
    let samplingProbability: Double
    let steps: Int
    let delta: Double
  }

  /// Where one step in thousands decides, the saddle point is far from ε and its sketch of δ far too large.
  static let cases = [
    Case(noiseMultiplier: 1.47, samplingProbability: 0.0056, steps: 17, delta: 1.1e-6),
    Case(noiseMultiplier: 0.55, samplingProbability: 1e-4, steps: 1000, delta: 1e-6),
    Case(noiseMultiplier: 0.25, samplingProbability: 2.04e-6, steps: 1, delta: 1.5e-12),
  ]

  @Test("is an interval as narrow as asked for, around the δ of ε", arguments: cases)
  func isNarrow(_ one: Case) throws {
    let event = try MechanismEvent.dpSGD(
      noiseMultiplier: one.noiseMultiplier, samplingProbability: one.samplingProbability, steps: one.steps)
    let statement = try account(event, delta: one.delta, adjacency: .addOrRemove)
    let lower = try #require(statement.lower)
    let points = try deltaCurve(event, adjacency: .addOrRemove, epsilons: [lower, statement.epsilon])
    #expect(points[0].upperDelta >= one.delta && points[1].lowerDelta ?? 0 <= one.delta)
    for point in points {
      #expect(point.upperDelta - (point.lowerDelta ?? 0) <= 1e-2 * point.upperDelta, "\(point)")
    }
  }

  @Test("is next to nothing in a direction whose losses are all smaller than ε")
  func isNothingBeyondLosses() throws {
    let event = try MechanismEvent.dpSGD(noiseMultiplier: 0.434, samplingProbability: 3.4e-6, steps: 5753)
    let add = try LossDistribution(Composition(event), direction: .add, adjacency: .addOrRemove)
      .delta(epsilon: 0.035, relativeWidth: 1e-2)
    #expect(add.lower == 0 && add.upper > 0 && add.upper < 1e-20)
  }
}

import PrivacyModel
import SpecificationReading
import Testing

@Suite("Claims in a specification") struct ClaimReadingTests {
  private static func claim(_ text: String) -> String {
    changing("claim: {delta: .5}", to: "claim: {delta: .5, \(text)}", in: Examples.gaussianSum)
  }

  @Test(
    "are read in every currency",
    arguments: [
      ("epsilon: 2", .epsilon(2)), ("mu: 0.5", .mu(0.5)), ("rho: 1e-2", .rho(0.01)),
      (
        "curve: [{epsilon: 0, delta: 0.1}, {epsilon: 1, delta: 1e-9}]",
        .curve([ClaimedPoint(epsilon: 0, delta: 0.1), ClaimedPoint(epsilon: 1, delta: 1e-9)])
      ),
      ("renyi: [{order: 2, epsilon: 0.5}]", .renyi([ClaimedRenyi(order: 2, epsilon: 0.5)])),
      (
        "event: {noiseMultiplier: 1.1, samplingProbability: 0.01, steps: 500}",
        .event(
          .selfComposed(
            .poissonSampled(samplingProbability: 0.01, .gaussian(noiseMultiplier: 1.1)), count: 500))
      ),
      ("event: {kind: laplace, noiseMultiplier: 3}", .event(.laplace(noiseMultiplier: 3))),
    ] as [(String, ClaimStatement)])
  func reads(text: String, statement: ClaimStatement) throws {
    let claim = try readSpecification(Self.claim(text + ", adjacency: zero-out"), named: "a.yaml").claim
    #expect(try claim == ClaimSpecification(statement, delta: 0.5, adjacency: .zeroOut))
  }

  @Test("are about groups where a training is given several records")
  func groups() throws {
    let training = changing("  epsilon: 2\n", to: "  epsilon: 2\n  groupSize: 4\n")
    let claim = try readSpecification(training, named: "a.yaml").claim
    #expect(try claim == ClaimSpecification(.epsilon(2), delta: 1e-5, adjacency: .zeroOut, groupSize: 4))
  }

  @Test(
    "are refused with file, line and key",
    arguments: [
      ("epsilon: 2, mu: 1", "claim.mu must be left out, since epsilon states the claim, got 1"),
      ("curve: 3", "claim.curve must be a list of points, got 3"),
      ("curve: []", "claim.curve must be at least one point, got an empty list"),
      (
        "curve: [{epsilon: 1, delta: 0.1}, {epsilon: 1, delta: 2}]",
        "claim.curve[1].delta must be a number of at least 0 and less than 1, got 2"
      ),
      ("curve: [{epsilon: 1}]", "claim.curve[0].delta is missing; it must be a finite number"),
      (
        "curve: [{epsilon: 1, delta: 0.7}]",
        "claim.delta must be at least 0.7, the smallest delta of the curve: below, no epsilon follows, got .5"
      ),
      ("renyi: [{order: 1, epsilon: 1}]", "claim.renyi[0].order must be a finite number greater than 1, got 1"),
      (
        "renyi: [{alpha: 1, epsilon: 1}]", "claim.renyi[0].alpha is not a key here. Keys: order, epsilon"
      ),
      ("mu: 0", "claim.mu must be a number from 1e-150 to 1e150, got 0"),
      ("groupSize: 0", "claim.groupSize must be a whole number from 1 to 1000000, got 0"),
      ("groupSize: 2", "claim.groupSize must be 1 for gaussian-sum, whose game is about one record, got 2"),
      (
        "event: {noiseMultiplier: 1, steps: 3}",
        "claim.event.samplingProbability is missing; it must be a finite number"
      ),
      (
        "event: {noiseMultiplier: 1, samplingProbability: 1.5, steps: 3}",
        "claim.event.samplingProbability must be a number from 1e-100 to 1, got 1.5"
      ),
      (
        "event: {kind: laplace, noiseMultiplier: 0}",
        "claim.event.noiseMultiplier must be a finite number greater than 0, got 0"
      ),
      (
        "sigma: 1",
        "claim.sigma is not a key here. Keys: delta, epsilon, curve, mu, rho, renyi, event, adjacency, groupSize"
      ),
    ])
  func refuses(text: String, expected: String) throws {
    #expect(try complaint(about: Self.claim(text)) == "6: \(expected)")
  }
}

import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

@Suite("The check of a claim") struct ClaimCheckTests {
  private static let training = MechanismEvent.selfComposed(
    .poissonSampled(samplingProbability: 0.01, .gaussian(noiseMultiplier: 1)), count: 1000)

  private static func check(
    _ epsilon: Double, _ event: MechanismEvent, delta: Double = 1e-5, adjacency: Adjacency = .addOrRemove,
    facts: ClaimFacts = ClaimFacts()
  ) throws -> ClaimCheck {
    let best = try accountingTable(event, delta: delta, adjacency: adjacency).best
    return try checkClaim(epsilon: epsilon, against: best, of: event, delta: delta, adjacency: adjacency, facts: facts)
  }

  @Test(
    "is decided by the proven bounds alone",
    arguments: [
      (1.0, 2.0, 3.0, ClaimCheck.Outcome.unsupported), (2, 2, 3, .undecided), (2.5, 2, 3, .undecided),
      (3, 2, 3, .supported), (4, nil, 3, .supported), (2, nil, 3, .undecided), (2, nil, nil, .undecided),
      (9, .infinity, .infinity, .unsupported),
    ] as [(Double, Double?, Double?, ClaimCheck.Outcome)])
  func outcomes(epsilon: Double, lower: Double?, upper: Double?, expected: ClaimCheck.Outcome) {
    #expect(ClaimCheck.Outcome(epsilon: epsilon, lower: lower, upper: upper) == expected)
  }

  @Test("recomputes every reading through the accountant")
  func recomputes() throws {
    let check = try Self.check(0.1, Self.training, facts: ClaimFacts(clipNorm: 2, batchSize: 50))
    for reading in check.readings where reading.reason != .otherDelta && !reading.isByFixedOrders {
      let statement =
        reading.epsilon > 30 * check.epsilon
        ? try accountByRenyi(reading.event, delta: reading.delta, adjacency: reading.adjacency)
        : try account(reading.event, delta: reading.delta, adjacency: reading.adjacency)
      #expect(statement.epsilon == reading.epsilon)
    }
    let reasons = Set(check.readings.map(\.reason))
    for reason in [
      ClaimReading.Reason.oneStep, .epochsForSteps, .stepsForEpochs, .otherDelta, .fixedOrders, .olderConversion,
      .noiseTimesClipNorm, .noiseOverClipNorm, .noiseTimesBatchSize,
    ] {
      #expect(reasons.contains(reason), "\(reason)")
    }
  }

  @Test("finds the epochs that were taken for steps")
  func epochs() throws {
    let ten = MechanismEvent.selfComposed(
      .poissonSampled(samplingProbability: 0.01, .gaussian(noiseMultiplier: 1)), count: 10)
    let mistaken = try account(ten, delta: 1e-5, adjacency: .addOrRemove).epsilon
    let reading = try #require(try Self.check(mistaken, Self.training).readings.first)
    #expect(reading.reason == .epochsForSteps && reading.value == 10 && reading.event == ten)
  }

  @Test("finds batches of a fixed size that were accounted as Poisson samples")
  func fixedBatches() throws {
    let fixed = MechanismEvent.selfComposed(
      .sampledWithoutReplacement(batchSize: 100, populationSize: 10_000, .gaussian(noiseMultiplier: 1)), count: 1000)
    let mistaken = try account(Self.training, delta: 1e-5, adjacency: .addOrRemove).epsilon
    let readings = try Self.check(mistaken, fixed, adjacency: .replaceOne).readings
    #expect(readings.first?.reason == .fixedBatchesAsPoisson && readings.first?.event == Self.training)
  }

  @Test("finds the part that was counted alone")
  func parts() throws {
    let both = MechanismEvent.composed([.gaussian(noiseMultiplier: 2), Self.training])
    let alone = try account(Self.training, delta: 1e-5, adjacency: .addOrRemove).epsilon
    let readings = try Self.check(alone, both).readings
    #expect(readings.first?.reason == .onlyEvent && readings.first?.value == 2)
  }

  @Test("keeps quiet about readings that do not give a claim that is supported")
  func supported() throws {
    #expect(try Self.check(500, .gaussian(noiseMultiplier: 1)).readings.isEmpty)
  }

  @Test("accounts again, more narrowly, before it leaves a claim undecided", arguments: [true, false])
  func narrows(isSupported: Bool) throws {
    let wide = try account(Self.training, delta: 1e-5, adjacency: .addOrRemove)
    let narrow = try account(Self.training, delta: 1e-5, adjacency: .addOrRemove, relativeWidth: 1e-5)
    let claim = isSupported ? narrow.epsilon * (1 + 1e-5) : (try #require(narrow.lower)) * (1 - 1e-5)
    #expect(ClaimCheck.Outcome(epsilon: claim, lower: wide.lower, upper: wide.epsilon) == .undecided)
    let check = try Self.check(claim, Self.training)
    #expect(check.outcome == (isSupported ? .supported : .unsupported))
    #expect(!isSupported || check.readings.isEmpty)
  }

  @Test("stands without a bound to hold the claim against")
  func withoutBound() throws {
    let check = try checkClaim(
      epsilon: 1, against: nil, of: Self.training, delta: 1e-5, adjacency: .addOrRemove)
    #expect(check.outcome == .undecided && !check.readings.isEmpty)
  }
}

extension ClaimReading {
  fileprivate var isByFixedOrders: Bool { reason == .fixedOrders || reason == .olderConversion }
}

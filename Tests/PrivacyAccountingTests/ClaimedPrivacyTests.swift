import Foundation
import NumericalCore
import PrivacyAccounting
import PrivacyModel
import Testing

@Suite("What a claim says of a game") struct ClaimedPrivacyTests {
  static let event = MechanismEvent.gaussian(noiseMultiplier: 2)

  static func privacy(
    _ statement: ClaimStatement, delta: Double = 1e-5, of event: MechanismEvent = event,
    from adjacency: Adjacency = .addOrRemove, to game: Adjacency = .addOrRemove, groupSize: Int = 1
  ) throws -> ClaimedPrivacy {
    try claimedPrivacy(
      ClaimSpecification(statement, delta: delta, adjacency: adjacency, groupSize: groupSize), of: event,
      adjacency: game)
  }

  /// Whether `privacy.curve` allows at least what unit Gaussians `mu` apart show, and little more.
  static func expectGaussian(_ privacy: ClaimedPrivacy, mu: Double, slack: Double = 0.02) throws {
    for rate in [1e-8, 1e-4, 0.01, 0.2, 0.5, 0.9] {
      let exact = try GSL.normalLowerTail(GSL.normalQuantile(rate) + mu)
      let limit = privacy.curve.largestTruePositiveRate(atFalsePositiveRate: rate)
      #expect(limit >= exact * (1 - 1e-12) && limit <= exact * (1 + slack) + 1e-6, "\(rate): \(limit), \(exact)")
    }
  }

  @Test("is the accountant's word on the mechanism's own event where nothing is stated, and on another where one is")
  func events() throws {
    let own = try Self.privacy(.ownEvent)
    #expect(own.stated == own.tested && own.stated.source == .accountant)
    #expect(own.stated.epsilon == (try account(Self.event, delta: 1e-5, adjacency: .addOrRemove).epsilon))
    try Self.expectGaussian(own, mu: 0.5)
    let training = try MechanismEvent.dpSGD(noiseMultiplier: 1.1, samplingProbability: 0.01, steps: 1000)
    let other = try Self.privacy(.event(training), from: .zeroOut, to: .zeroOut)
    #expect(other.stated.source == .stated && other.stated.adjacency == .zeroOut)
    #expect(other.stated.epsilon == (try account(training, delta: 1e-5, adjacency: .zeroOut).epsilon))
    #expect(other.curve.points.count > 30)
  }

  @Test("always has the tested ε among the points of the curve", arguments: ClaimedPrivacyTests.statements)
  func includesItself(statement: ClaimStatement) throws {
    for (game, groupSize) in [(Adjacency.addOrRemove, 1), (.addOrRemove, 3), (.replaceOne, 1)] {
      let privacy = try Self.privacy(statement, to: game, groupSize: groupSize)
      #expect(privacy.tested.adjacency == game && privacy.stated.adjacency == .addOrRemove)
      #expect(privacy.tested.delta >= privacy.stated.delta && privacy.tested.epsilon >= privacy.stated.epsilon)
      let implied = try #require(privacy.curve.impliedEpsilon(delta: privacy.tested.delta * (1 + 1e-12)))
      #expect(abs(implied / privacy.tested.epsilon - 1) < 1e-9, "\(implied) \(privacy.tested)")
    }
  }

  static let statements: [ClaimStatement] = [
    .ownEvent, .epsilon(1), .curve([ClaimedPoint(epsilon: 1, delta: 1e-3), ClaimedPoint(epsilon: 3, delta: 1e-6)]),
    .mu(0.5), .rho(0.125), .renyi([ClaimedRenyi(order: 2, epsilon: 0.3), ClaimedRenyi(order: 16, epsilon: 2)]),
    .event(.laplace(noiseMultiplier: 2)),
  ]

  @Test("of μ is exact and about the neighbours it names: none of them doubles it", arguments: Adjacency.allCases)
  func mu(adjacency: Adjacency) throws {
    let privacy = try Self.privacy(.mu(0.5), from: adjacency, to: adjacency)
    let exact = try #require(AnalyticGaussian(noiseMultiplier: 2).epsilon(delta: 1e-5))
    #expect(abs(privacy.stated.epsilon / exact - 1) < 1e-9 && privacy.tested.adjacency == adjacency)
    try Self.expectGaussian(privacy, mu: 0.5)
  }

  @Test("of μ about groups and replaced records is k μ")
  func muOfGroups() throws {
    try Self.expectGaussian(Self.privacy(.mu(0.2), groupSize: 5), mu: 1)
    let replaced = try Self.privacy(.mu(0.5), to: .replaceOne)
    let exact = try #require(AnalyticGaussian(noiseMultiplier: 1).epsilon(delta: 1e-5))
    #expect(abs(replaced.tested.epsilon / exact - 1) < 1e-9 && replaced.tested.delta == 1e-5)
  }

  /// The Gaussian is the case in which a composed trade-off is known: that of k μ.
  @Test("of a curve, composed along a path, is no less than the truth and close to it", arguments: [2, 4])
  func composedGaussian(steps: Int) throws {
    let privacy = try Self.privacy(.ownEvent, groupSize: steps)
    try Self.expectGaussian(privacy, mu: Double(steps) / 2, slack: 0.05)
    let exact = try #require(AnalyticGaussian(noiseMultiplier: 2 / Double(steps)).epsilon(delta: 1e-5))
    #expect(privacy.tested.epsilon >= exact && privacy.tested.epsilon < 1.05 * exact && privacy.tested.delta == 1e-5)
  }

  @Test("of ρ is that of zero-concentrated DP, and k² ρ for groups")
  func rho() throws {
    let one = try Self.privacy(.rho(0.1))
    #expect(
      one.stated.epsilon
        == (try account(.zeroConcentratedDP(rho: 0.1), delta: 1e-5, adjacency: .addOrRemove).epsilon))
    #expect(try Self.privacy(.rho(0.1), groupSize: 3).tested.epsilon == Self.privacy(.rho(0.9)).stated.epsilon)
  }

  @Test("of Rényi values is no more than the best of Proposition 12 at the orders given, and at no other order")
  func renyi() throws {
    let values = [ClaimedRenyi(order: 2, epsilon: 0.25), ClaimedRenyi(order: 8, epsilon: 1)]
    let epsilon = try Self.privacy(.renyi(values)).stated.epsilon
    let best = values.map {
      epsilonByProposition12(excessOrder: $0.order - 1, renyiValue: $0.epsilon, delta: 1e-5)
    }.min()
    #expect(try epsilon <= #require(best) && epsilon > #require(best) - 0.05)
    // The same line of values at every order allows a better one than 2 and 8.
    #expect(epsilon > (try Self.privacy(.rho(0.125)).stated.epsilon))
    #expect(try Self.privacy(.renyi([values[0]])).stated.epsilon > epsilon)
  }

  @Test("of ε moves to the δ that follows for replaced records and groups")
  func epsilon() throws {
    let replaced = try Self.privacy(.epsilon(1), to: .replaceOne)
    #expect(replaced.tested.epsilon == 2 && abs(replaced.tested.delta / (1e-5 * (1 + exp(1))) - 1) < 1e-14)
    let blanked = try Self.privacy(.epsilon(1), from: .zeroOut, to: .replaceOne, groupSize: 2)
    #expect(blanked.tested.epsilon == 4)
    #expect(abs(blanked.tested.delta / groupPrivacy(epsilon: 1, delta: 1e-5, steps: 4).delta - 1) < 1e-14)
  }

  @Test("of a curve is the best ε that its points imply together")
  func pointsTogether() throws {
    let points = [ClaimedPoint(epsilon: 1, delta: 1e-2), ClaimedPoint(epsilon: 4, delta: 1e-6)]
    let epsilon = try Self.privacy(.curve(points), delta: 1e-3).stated.epsilon
    // At the kink x of both lines: log((e^ε x + δ − 10⁻³) / x).
    let x = (1e-2 - 1e-6) / (exp(4) - exp(1))
    #expect(abs(epsilon - log((exp(4) * x + 1e-6 - 1e-3) / x)) < 1e-12 && epsilon < 4)
  }

  @Test("is refused where it says nothing of the game's neighbours")
  func refuses() throws {
    let adjacency = try #require(throws: InvalidValue.self) { try Self.privacy(.mu(1), from: .replaceOne) }
    #expect(adjacency.key == "claim.adjacency")
    let vacuous = try #require(throws: InvalidValue.self) { try Self.privacy(.epsilon(2), groupSize: 20) }
    #expect(vacuous.key == "claim.delta" && vacuous.description.contains("20 neighbours apart"))
  }

  @Test("of a mechanism that fails with some probability has a curve down to the δ of the claim")
  func failures() throws {
    let failing = MechanismEvent.approximateDP(epsilon: 1, delta: 1e-6)
    let privacy = try Self.privacy(.ownEvent, of: failing)
    #expect(privacy.stated.epsilon <= 1.01 && privacy.curve.leastDelta <= 1e-5)
  }
}

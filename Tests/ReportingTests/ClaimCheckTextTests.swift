import Foundation
import PrivacyModel
import Reporting
import Testing

@Suite("The words about a claim") struct ClaimCheckTextTests {
  private static let event = MechanismEvent.gaussian(noiseMultiplier: 4)

  private static func reading(
    _ reason: ClaimReading.Reason, value: Double? = nil, _ epsilon: Double, renyi: Double? = nil
  ) -> ClaimReading {
    ClaimReading(
      reason: reason, value: value, epsilon: epsilon, renyiEpsilon: renyi, event: event, delta: 1e-5,
      adjacency: .replaceOne)
  }

  private static func check(lower: Double?, upper: Double?, _ readings: [ClaimReading] = []) -> ClaimCheck {
    ClaimCheck(epsilon: 1, lower: lower, upper: upper, readings: readings)
  }

  @Test(
    "say what is proven, and nothing more",
    arguments: [
      (0.5, 0.6, "is supported: the parameters give at most 0.6"),
      (2, 3, "is not supported: the parameters give at least 2"),
      (.infinity, .infinity, "is not supported: the parameters give no finite epsilon"),
      (0.5, 2, "is undecided: the parameters give at most 2 and at least 0.5"),
      (nil, 2, "is undecided: the parameters give at most 2, and no accountant proves that they give more"),
      (nil, nil, "is undecided: no accountant has a bound on either side"),
    ] as [(Double?, Double?, String)])
  func outcomes(lower: Double?, upper: Double?, words: String) {
    #expect(claimSentence(Self.check(lower: lower, upper: upper), delta: 1e-5) == "epsilon 1 at delta 1e-5 \(words)")
  }

  @Test("have something to say of every reading", arguments: ClaimReading.Reason.allCases)
  func everyReason(reason: ClaimReading.Reason) {
    let lines = claimCheckLines(
      Self.check(lower: 2, upper: 3, [Self.reading(reason, value: 7, 0.99, renyi: 1.2)]), delta: 1e-6)
    #expect(lines.count == 2 && lines[1].hasPrefix("  your 1 is what you get if "))
    #expect(lines[1].hasSuffix(": 0.99 (1.2 by Rényi)") == (reason != .otherDelta))
  }

  @Test("tell readings that give the claim from others, and leave out what is far away")
  func order() {
    let readings = [
      Self.reading(.oneStep, 1.01), Self.reading(.otherAdjacency, 2.5), Self.reading(.fixedBatchesAsPoisson, 500),
    ]
    let lines = claimCheckLines(Self.check(lower: 2, upper: 3, readings), delta: 1e-5)
    #expect(
      lines.dropFirst() == [
        "  your 1 is what you get if only one step is counted: 1.01",
        "  other readings of the same parameters give", "    2.5 if the adjacency is replace-one",
      ])
  }

  @Test(
    "in a report say more when more is proven, and what gives the claim",
    arguments: [(2.0, "not supported by"), (nil, "not borne out by")] as [(Double?, String)])
  func report(lower: Double?, words: String) throws {
    let accountant = AccountantStatement(
      epsilon: 3, lower: lower, estimate: nil, delta: 1e-5, adjacency: .addOrRemove, event: Self.event,
      method: .lossDistribution, renyiOrder: nil)
    let check = Self.check(lower: lower, upper: 3, [Self.reading(.epochsForSteps, value: 60, 1)])
    let written = try Sample.consistent.outcome().checked(check, accountant: accountant)
    let markdown = try render(written, with: .find()).markdown
    #expect(markdown.contains("The claim is \(words) the mechanism's own parameters."))
    #expect(markdown.contains("\n> The stated 1 is what comes out if the 60 epochs are taken for steps."))
    #expect(try outcome(fromJSON: Data(jsonText(written).utf8)) == written)
  }
}

import Evidence
import Foundation
import PrivacyModel
import TestSupport
import Testing

@Suite("Description of an attack") struct DescriptionOfAttackTests {
  @Test("the area under the ROC counts all pairs, ties by half, with DeLong's variance by its definition")
  func areaUnderROC() throws {
    let infinity = Double.infinity
    for (included, excluded) in [
      ([3.0, 1, 2, 2], [0.0, 2, 1]), ([infinity, 1, -infinity], [infinity, -infinity]), ([1, 1], [1, 1, 1]),
    ] {
      func kernel(_ one: Double, _ other: Double) -> Double { one > other ? 1 : one == other ? 0.5 : 0 }
      let rows = included.map { one in excluded.map { kernel(one, $0) }.reduce(0, +) / Double(excluded.count) }
      let columns = excluded.map { other in
        included.map { kernel($0, other) }.reduce(0, +) / Double(included.count)
      }
      let area = rows.reduce(0, +) / Double(rows.count)
      func variance(_ values: [Double]) -> Double {
        values.map { ($0 - area) * ($0 - area) }.reduce(0, +) / Double(values.count - 1) / Double(values.count)
      }
      let roc = try AreaUnderROC(ScoreArms(included: included, excluded: excluded), significance: 0.05)
      #expect(abs(roc.area - area) < 1e-14)
      #expect(abs(try #require(roc.variance) - variance(rows) - variance(columns)) < 1e-14)
      #expect(try #require(roc.interval).contains(area))
    }
  }

  @Test("the area of Gaussians one deviation apart is Φ(1/√2), inside 95 % intervals about 95 % of the time")
  func areaCoverage() throws {
    let truth = 0.7602499389065233
    let missed = try (0..<200).count { repetition in
      let arms = SyntheticMechanism.gaussian.arms(trialsPerArm: 200, repetition: repetition)
      return try !(#require(AreaUnderROC(arms, significance: 0.05).interval)).contains(truth)
    }
    #expect(missed <= mostFailures(of: 200, significance: 0.06))
    let single = try AreaUnderROC(ScoreArms(included: [1], excluded: [0]), significance: 0.05)
    #expect(single.area == 1 && single.interval == nil)
  }

  @Test("a rate that so few trials cannot show is not resolved, rather than 0")
  func unresolvedRates() throws {
    let arms = ScoreArms(included: (0..<100).map { Double($0) + 60 }, excluded: (0..<100).map { Double($0) })
    #expect(try truePositiveRate(arms, atFalsePositiveRate: 0.001, significance: 0.05) == nil)
    let atOne = try #require(try truePositiveRate(arms, atFalsePositiveRate: 0.01, significance: 0.05))
    // Above 98, the second largest excluded score.
    #expect(atOne.falsePositives.successes == 1 && atOne.truePositives.successes == 61)
    #expect(atOne.truePositiveInterval.contains(0.61) && atOne.falsePositiveInterval.contains(0.01))
    let atSeven = try #require(try truePositiveRate(arms, atFalsePositiveRate: 0.07, significance: 0.05))
    #expect(atSeven.falsePositives.successes == 7)
    let ties = ScoreArms(included: [1, 1, .infinity], excluded: [.infinity, .infinity, 1, 0])
    #expect(
      try #require(try truePositiveRate(ties, atFalsePositiveRate: 0.25, significance: 0.05)).truePositives.successes
        == 0)
    #expect(
      try #require(try truePositiveRate(ties, atFalsePositiveRate: 1, significance: 0.05)).truePositives.successes
        == 3)
  }

  @Test(
    "the largest balanced accuracy is one half and half the advantage, and ½ for an attack that is the wrong way up")
  func balancedAccuracy() {
    let arms = ScoreArms(included: [1, 2, 3, 4], excluded: [0, 1, 2])
    #expect(abs(largestBalancedAccuracy(arms) - 0.75) < 1e-15 && abs(largestAdvantage(arms) - 0.5) < 1e-15)
    #expect(largestBalancedAccuracy(ScoreArms(included: [0, 0], excluded: [1])) == 0.5)
  }
}

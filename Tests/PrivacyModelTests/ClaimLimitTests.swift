import Foundation
import PrivacyModel
import Testing

@Suite("The limits of a claim and of a rate") struct ClaimLimitTests {
  static func claim(_ epsilon: Double, _ delta: Double) throws -> PrivacyClaim {
    try PrivacyClaim(epsilon: epsilon, delta: delta, adjacency: .addOrRemove, source: .stated)
  }

  @Test("ε = 0 allows no more than chance and δ", arguments: [0, 0.1, 0.5, 0.9, 1])
  func chance(falsePositiveRate: Double) throws {
    let rate = try Self.claim(0, 0.05).largestTruePositiveRate(atFalsePositiveRate: falsePositiveRate)
    #expect(abs(rate - min(1, falsePositiveRate + 0.05)) < 1e-15)
  }

  @Test("ε = ln 3 gives the lines TPR = 3 FPR and 1 − TPR = (1 − FPR) / 3, which meet at FPR = 1/4")
  func closedForm() throws {
    let claim = try Self.claim(log(3), 0)
    for (falsePositiveRate, expected) in [(0, 0), (0.1, 0.3), (0.25, 0.75), (0.4, 0.8), (1, 1)] {
      #expect(abs(claim.largestTruePositiveRate(atFalsePositiveRate: falsePositiveRate) - expected) < 1e-15)
    }
  }

  @Test("randomised response lies on the limit of its own ε", arguments: [0.1, 1, 3, 10])
  func randomisedResponse(epsilon: Double) throws {
    let truthful = 1 / (1 + exp(-epsilon))
    let rate = try Self.claim(epsilon, 0).largestTruePositiveRate(atFalsePositiveRate: 1 - truthful)
    #expect(abs(rate - truthful) < 1e-15 * exp(epsilon))
  }

  @Test("at a false positive rate of 0, δ is what is allowed; from 1 − δ on, everything is")
  func ends() throws {
    let claim = try Self.claim(2, 0.01)
    #expect(claim.largestTruePositiveRate(atFalsePositiveRate: 0) == 0.01)
    #expect(claim.largestTruePositiveRate(atFalsePositiveRate: 0.99) == 1)
    #expect(claim.largestTruePositiveRate(atFalsePositiveRate: 1) == 1)
  }

  @Test("the bound on the complement of a rate is 1 − the rate's, and never rounded up")
  func complement() {
    func bound(_ upperBound: Double) -> Double {
      BoundedRate(count: BinomialCount(successes: 0, of: 1), upperBound: upperBound, significance: 0.025)
        .complementLowerBound
    }
    #expect(bound(1) == 0 && bound(0.25) == 0.75 && bound(0.5) == 0.5)
    #expect(bound(1e-20) == 1.0.nextDown)
    for step in 1...999 {
      let upper = Double(step) / 1000
      // 1 − bound is exact here.
      #expect(1 - bound(upper) >= upper && 1 - bound(upper).nextUp <= upper)
    }
  }
}

import Foundation
import PrivacyModel
import Testing

@Suite("Rules of the classic mechanisms") struct ClassicRuleTests {
  /// Geometric noise of ratio r has probability (1 − r)/(1 + r) r^|z|, and r^|z|/(1 + r) from |z| on.
  @Test("truncated geometric noise has its closed form", arguments: [(5, 3), (5, 5), (1, 0), (3, 1)])
  func truncatedGeometric(largest: Int, exponent: Int) {
    let rule = TruncatedGeometricRule(largest: largest, exponent: exponent)
    let power = pow(2, Double(exponent))
    let r = power / (power + 1)
    for count in 0...largest {
      for release in 0...largest {
        let decay = pow(r, Double(abs(release - count)))
        let expected =
          [0, largest].contains(release) ? decay / (1 + r) : (1 - r) / (1 + r) * decay
        let probability = Double(rule.weight(of: release, count: count)) / Double(rule.denominator)
        #expect(abs(probability - expected) < 1e-12)
      }
    }
  }

  /// q* = f(p + q)/2 + (1 − f) q and p* = f(p + q)/2 + (1 − f) p of arXiv:1407.6981.
  @Test("the reports of RAPPOR have its chances, with and without the second coin")
  func rappor() {
    let rule = BitReportRule(f: 0.75, p: 0.45, q: 0.55)
    #expect(abs(rule.chanceIfSet - 0.5125) < 1e-12 && abs(rule.chanceIfClear - 0.4875) < 1e-12)
    let once = BitReportRule(f: 0.95)
    #expect(abs(once.chanceIfSet - 0.525) < 1e-12 && abs(once.chanceIfClear - 0.475) < 1e-12)
  }

  @Test("a record moves every answer by one at most, and the pair is no worse than the worst")
  func pairs() {
    for mechanism in ClassicMechanism.allCases {
      let answers = mechanism.answers
      let isNeighbour = zip(answers.included, answers.excluded).allSatisfy { abs($0 - $1) <= 1 }
      #expect(isNeighbour && answers.included != answers.excluded, "\(mechanism)")
    }
    #expect(ClassicMechanism.allCases.count == 20)
  }
}

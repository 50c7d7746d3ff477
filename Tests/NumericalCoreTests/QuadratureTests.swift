import NumericalCore
import Testing

import func Foundation.exp
import func Foundation.log
import func Foundation.pow

@Suite("Quadrature and sums of exponentials") struct QuadratureTests {
  @Test("of n Gauss–Legendre nodes is exact up to degree 2n − 1", arguments: [1, 2, 6, 16, 64])
  func isExact(count: Int) {
    let rule = GaussLegendreRule.nodes(count: count)
    for power in stride(from: 0, to: 2 * count, by: 2) {
      let sum = rule.reduce(0) { $0 + $1.weight * pow($1.position, Double(power)) }
      #expect(abs(sum - 2 / Double(power + 1)) < 1e-14, "degree \(power)")
    }
    #expect(abs(rule.reduce(0) { $0 + $1.weight * $1.position }) < 1e-15)
  }

  @Test("has its six nodes written out as the rule computes them")
  func matchesRule() {
    let positive = GaussLegendreRule.nodes(count: 6).filter { $0.position > 0 }.sorted { $0.position < $1.position }
    for index in 0..<3 {
      #expect(abs(GaussLegendreRule.sixNodes[index] - positive[index].position) < 2e-16)
      #expect(abs(GaussLegendreRule.sixWeights[index] - positive[index].weight) < 1e-15)
    }
  }

  @Test("over panels integrates the exponential")
  func integratesPanels() {
    var sum = 0.0
    GaussLegendreRule.panels(from: -1, to: 2, widest: 0.25) { u, weight in sum += weight * exp(u) }
    #expect(abs(sum - (exp(2) - exp(-1))) < 1e-14)
  }

  @Test("adds exponentials that are out of range, none, and infinite ones")
  func addsExponentials() {
    #expect(logSumExp([1000, 1000]) == 1000 + log(2.0))
    #expect(logSumExp([-2000, -2000, -2000, -2000]) == -2000 + log(4.0))
    #expect(logSumExp([]) == -.infinity && logSumExp([-.infinity]) == -.infinity)
    #expect(logSumExp([0, .infinity]) == .infinity && logSumExp([-.infinity, 3]) == 3)
  }
}

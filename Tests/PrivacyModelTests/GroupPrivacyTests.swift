import Foundation
import PrivacyModel
import Testing

@Suite("Group privacy") struct GroupPrivacyTests {
  @Test("of two steps is (2ε, (1 + e^ε) δ), of any number the sum of a geometric series")
  func closedForms() {
    let two = groupPrivacy(epsilon: 0.7, delta: 1e-6, steps: 2)
    #expect(two.epsilon == 1.4 && abs(two.delta / (1e-6 * (1 + exp(0.7))) - 1) < 1e-14)
    for (epsilon, steps) in [(1e-9, 7), (0.3, 5), (2, 12)] {
      let series = (0..<steps).reduce(0) { $0 + exp(Double($1) * epsilon) }
      #expect(abs(groupPrivacy(epsilon: epsilon, delta: 1e-12, steps: steps).delta / (1e-12 * series) - 1) < 1e-13)
    }
    #expect(groupPrivacy(epsilon: 3, delta: 1e-6, steps: 1) == (3, 1e-6))
    #expect(groupPrivacy(epsilon: 0, delta: 1e-6, steps: 50) == (0, 50 * 1e-6))
  }

  @Test("neither overflows nor loses what has no δ")
  func extremes() {
    #expect(groupPrivacy(epsilon: 300, delta: 1e-5, steps: 1000) == (300_000, 1))
    #expect(groupPrivacy(epsilon: 300, delta: 0, steps: 1000) == (300_000, 0))
    let small = groupPrivacy(epsilon: 300, delta: 1e-200, steps: 2)
    #expect(abs(small.delta / exp(log(1e-200) + 300) - 1) < 1e-12)
  }

  @Test(
    "of a curve of one point keeps that point's, and its ε there, until tests without false positives are near certain",
    arguments: [(0.5, 1e-5), (2, 1e-9), (0, 1e-3), (1, 0), (1e-7, 1e-4)], [1, 2, 3, 8, 33])
  func agreesOnOnePoint(point: (epsilon: Double, delta: Double), steps: Int) throws {
    let group = groupPrivacy(epsilon: point.epsilon, delta: point.delta, steps: steps)
    let composed = curve((point.epsilon, point.delta)).composedAlong(steps: steps)
    // Where the true positive rate of the path so far is beyond the kink of the next step, composing says more.
    let before = groupPrivacy(epsilon: point.epsilon, delta: point.delta, steps: max(1, steps - 1)).delta
    guard before < (1 - point.delta) / (1 + exp(point.epsilon)) else {
      return #expect(composed.leastDelta <= group.delta)
    }
    #expect(abs(composed.leastDelta - group.delta) <= 1e-13 * group.delta)
    let implied = try #require(composed.impliedEpsilon(delta: composed.leastDelta))
    #expect(abs(implied - group.epsilon) <= 1e-12 * max(1e-4, group.epsilon))
  }

  @Test("of a curve is its bound on the true positive rate, applied again and again", arguments: [2, 3, 5, 12])
  func iterated(steps: Int) {
    for claimed in TradeOffPiecesTests.curves {
      let composed = claimed.composedAlong(steps: steps)
      for logRate in stride(from: -60.0, through: 0, by: 0.7) {
        var rate = exp(logRate)
        for _ in 0..<steps { rate = claimed.largestTruePositiveRate(atFalsePositiveRate: rate) }
        let limit = composed.largestTruePositiveRate(atFalsePositiveRate: exp(logRate))
        #expect(abs(limit - rate) < 1e-12 * max(rate, 1e-2), "\(claimed) at \(exp(logRate))")
      }
    }
  }

  @Test("of long paths stays a valid limit when points are left out")
  func longPaths() {
    let one = curve((1e-3, 1e-9))
    let (composed, group) = (one.composedAlong(steps: 3000), groupPrivacy(epsilon: 1e-3, delta: 1e-9, steps: 3000))
    #expect(composed.points.count <= 257 && abs(composed.leastDelta / group.delta - 1) < 1e-12)
    for logRate in stride(from: -20.0, through: 0, by: 0.5) {
      var rate = exp(logRate)
      for _ in 0..<3000 { rate = one.largestTruePositiveRate(atFalsePositiveRate: rate) }
      let limit = composed.largestTruePositiveRate(atFalsePositiveRate: exp(logRate))
      #expect(limit >= rate * (1 - 1e-12) && limit < rate * 1.001)
    }
  }

  @Test("leads from adding and removing, or blanking, to replacing, and nowhere else")
  func adjacencies() throws {
    for (from, to, steps) in [
      (Adjacency.addOrRemove, Adjacency.replaceOne, 2), (.zeroOut, .replaceOne, 2), (.zeroOut, .zeroOut, 1),
      (.replaceOne, .replaceOne, 1), (.addOrRemove, .addOrRemove, 1),
    ] {
      #expect(try from.steps(to: to) == steps)
    }
    for (from, to) in [
      (Adjacency.replaceOne, Adjacency.addOrRemove), (.replaceOne, .zeroOut), (.addOrRemove, .zeroOut),
      (.zeroOut, .addOrRemove),
    ] {
      let error = try #require(throws: InvalidValue.self) { try from.steps(to: to) }
      #expect(error.description.contains("got \(from.rawValue), which does not imply it"))
    }
  }
}

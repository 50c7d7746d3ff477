import Evidence
import Foundation
import TestSupport
import Testing

@Suite("What other tools publish of several canaries a run, and of normal laws") struct PublishedFitTests {
  struct Row: Codable, Sendable {
    let group: String
    let peer: String
    let tolerance: Double
    let order: Int
    let numbers: [Double]
    let arms: [[Double]]
    let output: [Double]
  }

  static func rows(_ group: String, count: Int) throws -> [Row] {
    let rows = try GoldenVectors<Row>.load("published-fits", from: .module).cases.filter { $0.group == group }
    #expect(rows.count == count)
    return rows
  }

  @Test("Wilson intervals of the first and the second order") func wilson() throws {
    for row in try Self.rows("lidp_ci", count: 9) { try wilson(row) }
  }

  private func wilson(_ row: Row) throws {
    let (trials, canaries, rate) = (Int(row.numbers[0]), Int(row.numbers[1]), row.numbers[2])
    let passes = (0..<trials).map { i in
      (0..<canaries).count { j in
        let residue: Int = (i * 7919 + (i % 5 == 0 ? 0 : 104_729 * j) + 31) % 1009
        return Double(residue) / 1009 < rate
      }
    }
    let tests = LiftedTests(passes: passes, canaries: canaries)
    let interval =
      row.order == 1
      ? try tests.wilsonInterval(significance: 0.05) : try #require(try tests.secondOrderInterval(significance: 0.05))
    #expect(abs(interval.lowerBound - row.output[0]) < row.tolerance)
    #expect(abs(interval.upperBound - row.output[1]) < row.tolerance)
  }

  @Test("the ε of two normal laws of any deviations") func twoNormalLaws() throws {
    for row in try Self.rows("two_gaussian_eps", count: 3) {
      let laws = [0, 2].map { NormalLaw(mean: row.numbers[$0], deviation: row.numbers[$0 + 1]) }
      for (one, other) in [(laws[0], laws[1]), (laws[1], laws[0])] {
        #expect(relativeError(of: one.epsilon(from: other, delta: row.numbers[4]), from: row.output[0]) < row.tolerance)
      }
    }
  }

  @Test("the least ε in a confidence box of two normal laws") func fit() throws {
    for row in try Self.rows("ndis_param_bonf", count: 3) {
      let arms = ScoreArms(included: row.arms[0], excluded: row.arms[1])
      let epsilon = try #require(
        try gaussianFitEpsilon(arms, delta: row.numbers[0], significance: row.numbers[1]))
      #expect(relativeError(of: epsilon, from: row.output[0]) < row.tolerance, "\(epsilon)")
    }
  }

  @Test("a fit says nothing of scores that are constant or not finite")
  func noFit() throws {
    for scores in [[1.0, 1, 1], [1, .infinity, 2], [3]] {
      let arms = ScoreArms(included: scores, excluded: [0, 1, 2])
      #expect(try gaussianFitEpsilon(arms, delta: 1e-5, significance: 0.05) == nil)
    }
  }
}

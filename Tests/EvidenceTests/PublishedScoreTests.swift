import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

/// Rows that start from scores. What a peer adds to a rate, such as its ROC hull, is rebuilt here and is no part of ours.
@Suite("What other tools publish of scores") struct PublishedScoreTests {
  typealias Row = PublishedBoundsTests.Row
  /// False and true positives at each vertex of the upper convex hull of the ROC, from (0, 0) to all.
  static func hull(_ arms: ScoreArms) -> [(falsePositives: Int, truePositives: Int)] {
    let points =
      [(0, 0)]
      + Set(arms.included + arms.excluded).sorted(by: >).map { threshold in
        (arms.falsePositives(from: threshold).successes, arms.falseNegatives(below: threshold).complement.successes)
      }
    var hull: [(falsePositives: Int, truePositives: Int)] = []
    for point in points {
      while hull.count >= 2 {
        let (one, two) = (hull[hull.count - 2], hull[hull.count - 1])
        let turn =
          (two.falsePositives - one.falsePositives) * (point.1 - one.truePositives)
          - (two.truePositives - one.truePositives) * (point.0 - one.falsePositives)
        guard turn >= 0 else { break }
        hull.removeLast()
      }
      hull.append(point)
    }
    return hull
  }

  /// The same as rates.
  static func hullRates(_ arms: ScoreArms) -> [(falsePositive: Double, truePositive: Double)] {
    hull(arms).map {
      (Double($0.falsePositives) / Double(arms.excluded.count), Double($0.truePositives) / Double(arms.included.count))
    }
  }

  @Test("the area and the true positive rates of the convex hull, which our unhulled ones do not exceed")
  func hullDescriptions() throws {
    for row in try PublishedBoundsTests.rows("auroc", atLeast: 6) {
      let rates = Self.hullRates(try row.arms())
      let area = zip(rates, rates.dropFirst()).reduce(0) {
        $0 + ($1.1.falsePositive - $1.0.falsePositive) * ($1.1.truePositive + $1.0.truePositive) / 2
      }
      #expect(row.agrees([area]), "\(row.words) \(row.output) \(area)")
      #expect(try AreaUnderROC(row.arms(), significance: 0.05).area <= area + 1e-12)
    }
    for row in try PublishedBoundsTests.rows("tpr_at_fpr", atLeast: 9) {
      let rates = Self.hullRates(try row.arms())
      let levels = try #require(row.levels)
      let values = levels.map { level -> Double in
        guard let end = rates.firstIndex(where: { $0.falsePositive > level }) else { return 1 }
        let (from, to) = (rates[end - 1], rates[end])
        let slope = (to.truePositive - from.truePositive) / (to.falsePositive - from.falsePositive)
        return from.truePositive + (level - from.falsePositive) * slope
      }
      #expect(row.agrees(values), "\(row.words) \(row.output) \(values)")
      for (level, value) in zip(levels, values) {
        let ours = try truePositiveRate(row.arms(), atFalsePositiveRate: level, significance: 0.05)
        #expect((ours?.truePositives.proportion ?? 0) <= value + 1e-12)
      }
    }
  }

  /// The peer's accuracy is balanced where the arms are of one size. Its upper bound has no correction for the choice
  /// of a vertex.
  @Test("the largest accuracy, and its upper bound over the hull's vertices")
  func largestAccuracy() throws {
    for row in try PublishedBoundsTests.rows("max_accuracy", atLeast: 9) {
      let arms = try row.arms()
      let right = Self.hull(arms).map { $0.truePositives + arms.excluded.count - $0.falsePositives }
      #expect(row.agrees([Double(try #require(right.max())) / Double(arms.count)]), "\(row.words)")
      if arms.included.count == arms.excluded.count { #expect(row.agrees([largestBalancedAccuracy(arms)])) }
    }
    for row in try PublishedBoundsTests.rows("max_accuracy_ub", atLeast: 3) {
      let arms = try row.arms()
      let share = try row.number("significance") / 2
      let right = try Self.hull(arms).map { vertex -> Double in
        let hits = BinomialCount(successes: vertex.truePositives, of: arms.included.count)
        let alarms = BinomialCount(successes: vertex.falsePositives, of: arms.excluded.count)
        let hitUpper = try clopperPearsonUpperBound(hits, significance: share)
        let quietUpper = try clopperPearsonUpperBound(alarms.complement, significance: share)
        return hitUpper * Double(hits.trials) + quietUpper * Double(alarms.trials)
      }
      #expect(row.agrees([try #require(right.max()) / Double(arms.count)]), "\(row.words) \(row.output)")
    }
  }

  @Test("Gaussian bounds over the hull's vertices")
  func gaussianOverHull() throws {
    for row in try PublishedBoundsTests.rows("gdp_eps", atLeast: 9) {
      let arms = try row.arms()
      let hull = Self.hull(arms)
      let epsilons = try hull.map { vertex in
        try gaussianTradeOffBound(
          falseNegatives: BinomialCount(successes: arms.included.count - vertex.truePositives, of: arms.included.count),
          falsePositives: BinomialCount(successes: vertex.falsePositives, of: arms.excluded.count),
          delta: row.number("delta"), significance: row.number("significance") / Double(hull.count)
        ).epsilon
      }
      #expect(row.agrees([try #require(epsilons.max())]), "\(row.words) \(row.output)")
    }
  }

  @Test("the three largest ratios over all thresholds")
  func largestRatios() throws {
    for row in try PublishedBoundsTests.rows("tf_eps_lb_top3", atLeast: 4) {
      let arms = try row.arms()
      let significance = try row.number("alpha")
      func logRatio(_ hits: BinomialCount, _ alarms: BinomialCount) throws -> Double {
        if row.words["method"] == "clopper-pearson" {
          let lower = 1 - (try clopperPearsonUpperBound(hits.complement, significance: significance / 2))
          return log(lower / (try clopperPearsonUpperBound(alarms, significance: significance / 2)))
        }
        return log(
          try RatioInterval.logKatz.lowerBound(truePositives: hits, falsePositives: alarms, significance: significance))
      }
      let ratios = try Set(arms.included + arms.excluded).flatMap { threshold in
        let (missed, alarms) = (arms.falseNegatives(below: threshold), arms.falsePositives(from: threshold))
        return try [
          logRatio(missed.complement, alarms), logRatio(alarms.complement, missed),
          logRatio(alarms, missed.complement), logRatio(missed, alarms.complement),
        ]
      }
      let top = Array(ratios.filter(\.isFinite).sorted(by: >).prefix(3))
      #expect(row.agrees(top), "\(row.words) \(row.output) \(top)")
    }
  }

  @Test("Jeffreys upper bounds maximised over seen scores, with an empirical and with an exact null")
  func jeffreysOverScores() throws {
    for row in try PublishedBoundsTests.rows("andrew_jeffreys", atLeast: 4)
      + PublishedBoundsTests.rows("andrew_closed_form_null", atLeast: 2)
    {
      let arms = try row.arms()
      let (alpha, delta) = (try row.number("alpha"), try row.number("delta"))
      let values = try arms.included.map { threshold -> Double in
        let missed = jeffreysUpperBound(arms.falseNegatives(below: threshold), significance: alpha)
        let alarms =
          row.group == "andrew_jeffreys"
          ? jeffreysUpperBound(arms.falsePositives(from: threshold), significance: alpha)
          : try GSL.normalUpperTail(threshold)
        let one = 1 - delta - missed > 0 ? log((1 - delta - missed) / alarms) : 0
        let other = 1 - delta - alarms > 0 ? log((1 - delta - alarms) / missed) : 0
        return max(0, one, other)
      }
      #expect(row.agrees([try #require(values.max())]), "\(row.words) \(row.output)")
    }
  }
}

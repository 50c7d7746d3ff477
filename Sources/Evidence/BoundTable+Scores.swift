internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// Every method's bound on the same scores.
///
/// - Parameter decisive: The method that spends the significance; named before the scores were seen.
/// - Throws: `InvalidValue` where the decisive method does not apply.
package func boundTable(
  _ scores: MembershipScores, _ question: BoundQuestion, decisive: BoundMethod
) throws -> BoundTable {
  let arms = ScoreArms(scores)
  let rows = try BoundMethod.allCases.map { method -> BoundRow in
    guard !method.isForOneRun || question.hasFairCoins else {
      return BoundRow(
        method: method.name, label: method.label, epsilon: nil,
        remark: "it needs candidates of one run, each included by a fair coin; say --fair-coins where that is so")
    }
    let epsilon = try method.bound(scores, arms, question)
    return BoundRow(
      method: method.name, label: method.label, epsilon: epsilon,
      remark: epsilon == nil ? "too few trials, or δ = 0" : method.remark)
  }
  guard rows.first(where: { $0.method == decisive.name })?.epsilon != nil else {
    throw InvalidValue(key: "the decisive method", allowed: "one that applies", got: decisive.name)
  }
  return BoundTable(
    included: arms.included.count, excluded: arms.excluded.count, delta: question.delta, adjacency: question.adjacency,
    decisive: decisive.name, rows: rows,
    ledger: try SignificanceLedger(
      significance: question.significance,
      entries: [SignificanceLedger.Entry(purpose: decisive.name, share: question.significance)]),
    description: try ScoreDescription(arms, significance: question.significance))
}

/// Every method's bound on the counts of a threshold that was fixed beforehand.
package func boundTable(
  falseNegatives: BinomialCount, falsePositives: BinomialCount, _ question: BoundQuestion
) throws -> BoundTable {
  let (delta, significance) = (question.delta, question.significance)
  func twoArm(_ falseNegatives: BinomialCount, _ falsePositives: BinomialCount) throws -> Double {
    try twoArmBound(
      falseNegatives: falseNegatives, falsePositives: falsePositives, threshold: 0, delta: delta,
      adjacency: question.adjacency, significance: significance, method: "clopper-pearson"
    ).epsilon
  }
  func none(_ count: BinomialCount) -> BinomialCount { BinomialCount(successes: 0, of: count.trials) }
  var rows = [
    BoundRow(
      method: "clopper-pearson", label: .exact, epsilon: try twoArm(falseNegatives, falsePositives),
      remark: "a bound on either error rate, at half the significance each",
      ceiling: try twoArm(none(falseNegatives), none(falsePositives))),
    BoundRow(
      method: "joint-beta", label: .bayesian,
      epsilon: jointBetaInterval(
        falseNegatives: falseNegatives, falsePositives: falsePositives, delta: delta, significance: 2 * significance
      ).lower, remark: "the posterior of both rates under Jeffreys priors"),
    BoundRow(
      method: "jeffreys", label: .bayesian,
      epsilon: jeffreysBound(
        falseNegatives: falseNegatives, falsePositives: falsePositives, threshold: 0, delta: delta,
        adjacency: question.adjacency, significance: significance
      ).epsilon, remark: "credible bounds on either rate"),
    BoundRow(
      method: "gaussian", label: .assumption,
      epsilon: delta > 0
        ? try gaussianTradeOffBound(
          falseNegatives: falseNegatives, falsePositives: falsePositives, delta: delta, significance: significance
        ).epsilon : nil, remark: delta > 0 ? "the trade-off is Gaussian" : "a Gaussian has no finite ε at δ = 0"),
  ]
  rows += try RatioInterval.allCases.map { interval in
    BoundRow(
      method: interval.rawValue, label: .asymptotic,
      epsilon: delta == 0
        ? try interval.epsilon(
          truePositives: falseNegatives.complement, falsePositives: falsePositives, significance: significance) : nil,
      remark: delta == 0 ? "an approximate bound on TPR ÷ FPR" : "it knows no δ but 0")
  }
  return BoundTable(
    included: falseNegatives.trials, excluded: falsePositives.trials, delta: delta, adjacency: question.adjacency,
    decisive: "clopper-pearson", rows: rows,
    ledger: try SignificanceLedger(
      significance: significance,
      entries: [SignificanceLedger.Entry(purpose: "clopper-pearson", share: significance)]),
    description: nil)
}

extension ScoreDescription {
  /// The false positive rates at which an attack is usually described.
  private static let falsePositiveRates = [0.001, 0.01, 0.1]

  init(_ arms: ScoreArms, significance: Double) throws {
    let curve = try AreaUnderROC(arms, significance: significance)
    let all = (arms.included + arms.excluded).sorted()
    var tied = 0
    for (index, score) in all.enumerated()
    where (index > 0 && all[index - 1] == score) || (index + 1 < all.count && all[index + 1] == score) { tied += 1 }
    self.init(
      areaUnderCurve: Interval(
        estimate: curve.area, lower: curve.interval?.lowerBound ?? 0, upper: curve.interval?.upperBound ?? 1),
      rates: try Self.falsePositiveRates.map { rate in
        let found = try truePositiveRate(arms, atFalsePositiveRate: rate, significance: significance)
        return RateAtFalsePositiveRate(
          falsePositiveRate: rate,
          truePositiveRate: found.map {
            Interval(
              estimate: $0.truePositives.proportion, lower: $0.truePositiveInterval.lowerBound,
              upper: $0.truePositiveInterval.upperBound)
          })
      },
      advantage: largestAdvantage(arms), tiedShare: Double(tied) / Double(all.count))
  }
}

internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// Every method's bound on the same scores.
///
/// - Parameters:
///   - scores: Both arms have one at least.
///   - decisive: The method that spends the significance; named before the scores were seen.
///   - family: Of the claimed mechanism; nil where that is not known.
/// - Throws: `InvalidValue` where the decisive method does not apply, or rests on what is not assumed.
package func boundTable(
  _ scores: MembershipScores, _ question: BoundQuestion, decisive: BoundMethod, family: TradeOffFamily? = nil
) throws -> BoundTable {
  try decisive.checkAssumptions(question.assumptions, key: "the decisive method")
  let prepared = try PreparedScores(scores, question, family: family)
  if let obstacle = decisive.obstacle(prepared, question) {
    throw InvalidValue(
      key: "the decisive method", allowed: "one that applies", got: "\(decisive.name): \(obstacle)")
  }
  let (included, excluded) = (prepared.arms.included.count, prepared.arms.excluded.count)
  let rows = try BoundMethod.allCases.map { method in
    guard let bound = try method.bound(prepared, question) else {
      return BoundRow(
        method: method.name, label: method.label, epsilon: nil, remark: method.obstacle(prepared, question))
    }
    return BoundRow(
      method: method.name, label: method.label, epsilon: bound.epsilon,
      remark: method == .gaussian ? try gaussianRemark(prepared.arms, question) : method.remark,
      ceiling: try method.ceiling(included: included, excluded: excluded, question, family: family))
  }
  return BoundTable(
    included: included, excluded: excluded, delta: question.delta, adjacency: question.adjacency,
    decisive: decisive.name, rows: rows + [gaussianFitRow(prepared.arms, question)],
    ledger: try SignificanceLedger(
      significance: question.significance,
      entries: [SignificanceLedger.Entry(purpose: decisive.name, share: question.significance)]),
    description: try ScoreDescription(prepared.arms, significance: question.significance))
}

extension BoundMethod {
  /// - Throws: `InvalidValue` where the method rests on something that is not assumed by name.
  package func checkAssumptions(_ assumed: [BoundAssumption], key: String) throws {
    guard let missing = assumptions.first(where: { !assumed.contains($0) }) else { return }
    throw InvalidValue(
      key: key, allowed: "exact, or used with what it rests on assumed by name, here \(missing.rawValue)", got: name)
  }
}

/// A number of the literature that no specification can let decide.
private func gaussianFitRow(_ arms: ScoreArms, _ question: BoundQuestion) -> BoundRow {
  func row(_ epsilon: Double?, _ remark: String) -> BoundRow {
    BoundRow(method: "gaussian-fit", label: .assumption, epsilon: epsilon, remark: remark)
  }
  guard question.delta > 0 else { return row(nil, "normal laws have no finite ε at δ = 0") }
  guard question.hasFixedTrials else { return row(nil, "the game ended when its scores said so") }
  let epsilon = try? gaussianFitEpsilon(arms, delta: question.delta, significance: question.significance)
  return row(
    epsilon ?? nil,
    epsilon ?? nil == nil
      ? "it needs finite scores, and several in either arm"
      : "the scores of either arm are normal, whatever their spread")
}

/// What the Gaussian bound rests on, and what several ranks say of that.
private func gaussianRemark(_ arms: ScoreArms, _ question: BoundQuestion) throws -> String {
  let check = try checkGaussianTradeOff(
    arms, significance: question.significance, tieBreakingSeed: question.tieBreakingSeed)
  return BoundMethod.gaussian.remark
    + (check.isConsistent
      ? "; no two ranks disagree about its μ"
      : "; ranks \(check.disagreeingRanks.map(String.init).joined(separator: ", ")) disagree about its μ, which speaks "
        + "against it")
}

extension ScoreDescription {
  /// The false positive rates at which an attack is usually described.
  private static let falsePositiveRates = [0.001, 0.01, 0.1]

  /// - Throws: What Clopper–Pearson bounds throw.
  package init(_ arms: ScoreArms, significance: Double) throws {
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

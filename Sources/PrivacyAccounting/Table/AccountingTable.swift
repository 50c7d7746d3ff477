package import PrivacyModel

/// What every accountant says of `event`, the proven statement first.
///
/// - Parameters:
///   - delta: In [0, 1).
///   - relativeWidth: See `account`.
/// - Throws: `InvalidValue` for a value outside its range; `AccountingError` where no accountant has an answer. One that
///   has none beside others that do is a row with a remark.
package func accountingTable(
  _ event: MechanismEvent, delta: Double, adjacency: Adjacency, relativeWidth: Double = 1e-3
) throws -> AccountingTable {
  _ = try checked(delta, "delta", in: .halfOpenUnitInterval)
  _ = try Composition(event)
  let rigorous = try answer {
    try account(event, delta: delta, adjacency: adjacency, relativeWidth: relativeWidth)
  }
  let others = try engines.filter { $0.method != rigorous.value?.method }.map { engine in
    guard delta > 0 else { return AccountingRow(method: engine.method, remark: "it needs a delta greater than 0") }
    let row = try answer { try engine.row(event, delta, adjacency) }
    return row.value
      ?? AccountingRow(method: engine.method, remark: row.refusal.map { shortRemark($0, of: engine.method) })
  }
  let isEstimated = others.contains { $0.method == .contour && $0.estimate != nil }
  let first = try rigorous.value.map { statement in
    guard statement.method == .lossDistribution, !isEstimated, !event.isBoundedOnly,
      let estimate = try LossDistribution.estimate(Composition(event), delta: delta, adjacency: adjacency)
    else { return AccountingRow(statement) }
    return AccountingRow(
      method: .lossDistribution, lower: statement.lower, estimate: estimate.value, upper: statement.epsilon,
      remark: "the estimate is an extrapolation to spacing 0")
  }
  let rows = (first.map { [$0] } ?? []) + others
  if let refusal = rigorous.refusal, rows.allSatisfy(\.isEmpty) { throw refusal }
  return AccountingTable(event: event, delta: delta, adjacency: adjacency, rows: rows, best: rigorous.value)
}

/// The accountants beside the rigorous one, in the order of the table. A new one joins here.
private let engines:
  [(method: AccountingMethod, row: @Sendable (MechanismEvent, Double, Adjacency) throws -> AccountingRow)] = [
    (.contour, contourRow),
    (.renyi, { AccountingRow(try accountByRenyi($0, delta: $1, adjacency: $2)) }),
    (.momentsAccountant, { AccountingRow(try accountByMoments($0, delta: $1, adjacency: $2)) }),
    (
      .centralLimit,
      { AccountingRow(method: .centralLimit, estimate: try accountByCentralLimit($0, delta: $1, adjacency: $2)) }
    ),
  ]

/// The contour integral, or why there is none.
private func contourRow(_ event: MechanismEvent, _ delta: Double, _ adjacency: Adjacency) throws -> AccountingRow {
  switch try accountByContour(event, delta: delta, adjacency: adjacency) {
  case .success(let estimate): AccountingRow(method: .contour, estimate: estimate.value)
  case .failure(let reason): AccountingRow(method: .contour, remark: reason.rawValue)
  }
}

/// Why an engine has no row, short enough for a table.
private func shortRemark(_ refusal: AccountingError, of method: AccountingMethod) -> String {
  switch refusal {
  case .noAccountant(.sampledWithoutReplacement): "no batches without replacement"
  case .noAccountant(let kind): method == .renyi ? "no \(kind.rawValue) on such a sample" : "Gaussian noise only"
  case .unsupportedAdjacency(let adjacency, _, _): "not under \(adjacency.rawValue)"
  case .unsupportedSampling: "samples around one draw of noise only"
  case .boundOnly: "no estimate of what is only bounded"
  case .tooManyCompositions: "too many compositions"
  case .tooManyOutcomes: "too many outcomes to list"
  case .unbounded: "no finite epsilon"
  }
}

/// What `ask` answers, or the error by which the accountants say that they have no answer.
private func answer<Value>(_ ask: () throws -> Value) throws -> (value: Value?, refusal: AccountingError?) {
  do {
    return (try ask(), nil)
  } catch let error as AccountingError {
    return (nil, error)
  }
}

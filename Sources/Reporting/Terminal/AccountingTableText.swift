package import PrivacyModel

/// A table of accountants as a terminal shows it. Upper bounds are rounded up and lower ones down.
package func accountingTableText(_ table: AccountingTable) -> String {
  let facts = factLines([
    ("event", table.event.words), ("delta", exactText(table.delta)), ("adjacency", table.adjacency.rawValue),
  ])
  let rows = table.rows.map { row in
    [
      row.method.name, number(row.lower, .down), number(row.estimate, .nearest), number(row.upper, .up), meaning(row),
    ]
  }
  let best =
    table.best.map { "\($0.epsilon.isFinite ? "at most " : "")\(number($0.epsilon, .up)), by \($0.method.name)" }
    ?? "no accountant has a bound for this event"
  return
    (facts + [""] + columns([["accountant", "lower", "estimate", "upper", "what it is"]] + rows)
    + [""] + factLines([("epsilon", best)])).map { $0 + "\n" }.joined()
}

/// Bounds on δ at a given ε as a terminal shows them.
package func curvePointText(_ point: PrivacyCurvePoint, event: MechanismEvent, adjacency: Adjacency) -> String {
  factLines([
    ("event", event.words), ("epsilon", exactText(point.epsilon)), ("adjacency", adjacency.rawValue),
    (
      "delta",
      (point.lowerDelta.map { "at least \(number($0, .down)), " } ?? "") + "at most \(number(point.upperDelta, .up))"
    ),
  ]).map { $0 + "\n" }.joined()
}

/// A calibrated parameter as a terminal shows it, rounded so that the target still holds.
package func calibrationText(_ calibration: Calibration) -> String {
  let statement = calibration.statement
  let value =
    switch calibration.parameter {
    case .steps: countText(Int(calibration.value))
    case .noiseMultiplier: number(calibration.value, .up)
    case .samplingProbability, .sensitivity: number(calibration.value, .down)
    }
  return factLines([
    (calibration.parameter.rawValue, value),
    (
      "epsilon", epsilonWords(calibration) + "; asked for \(exactText(calibration.targetEpsilon))"
    ),
    ("adjacency", statement.adjacency.rawValue),
  ]).map { $0 + "\n" }.joined()
}

/// What holds at a calibrated value: a bound, or an estimate with what is proven around it.
private func epsilonWords(_ calibration: Calibration) -> String {
  let statement = calibration.statement
  let (upper, delta) = (number(statement.epsilon, .up), exactText(statement.delta))
  guard calibration.accountant == .contour else {
    return "at most \(upper) at delta \(delta), by \(statement.method.name)"
  }
  return "estimated; proven "
    + (statement.lower.map { "between \(number($0, .down)) and \(upper)" } ?? "at most \(upper)")
    + " at delta \(delta), by \(statement.method.name)"
}

extension AccountingMethod {
  /// A name short enough for a table.
  var name: String {
    switch self {
    case .closedForm: "exact trade-off"
    case .dominatingMechanism: "dominating mechanism"
    case .lossDistribution: "loss distribution"
    case .contour: "contour integral"
    case .renyi: "Rényi"
    case .momentsAccountant: "moments accountant"
    case .centralLimit: "central limit"
    }
  }
}

private func meaning(_ row: AccountingRow) -> String {
  guard !row.isEmpty else { return "does not apply: \(row.remark ?? "it has no answer")" }
  let order = row.renyiOrder.map { ", order \(decimalText($0))" } ?? ""
  return row.method.label.rawValue + order + (row.remark.map { ": \($0)" } ?? "")
}

/// Six digits, a dash for nothing.
func number(_ value: Double?, _ rounding: DecimalRounding) -> String {
  guard let value else { return "-" }
  return value == .infinity ? "infinite" : decimalText(value, digits: 6, rounding: rounding)
}

/// Names in a column of their own.
func factLines(_ facts: [(name: String, value: String)]) -> [String] {
  let width = max(9, facts.map(\.name.count).max() ?? 0) + 2
  return facts.map { padded($0.name, to: width) + $0.value }
}

/// Cells under one another, two blanks apart; the last column is as wide as it likes.
func columns(_ rows: [[String]]) -> [String] {
  let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    let cells = zip(row, widths).enumerated().map { index, cell in
      index == row.count - 1 ? cell.0 : padded(cell.0, to: cell.1 + 2)
    }
    return cells.joined()
  }
}

private func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

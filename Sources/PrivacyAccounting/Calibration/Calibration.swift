internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// The value of one parameter at which an event just meets `target`, from the private side.
///
/// The root is sought by the contour integral where it resolves, which takes microseconds, and then moved towards
/// privacy until the accountant of the target says that the target is met.
///
/// - Parameters:
///   - parameter: What is chosen: the least noise multiplier, or the largest value of another. For `.sensitivity` the
///     value is the noise multiplier, and the caller divides the standard deviation by it.
///   - event: The mechanism at a value of the parameter; ε must fall as the value gets more private.
/// - Returns: A value within 1e-6 of the best, relatively, by the Rényi bound and by contour; by `.lossDistribution` one
///   whose ε is within the width of the proven interval, 1e-3, of the target; for `.steps` a whole number.
/// - Throws: `InvalidValue` for a value outside its range, `AccountingError`, `CalibrationError`.
package func calibrate(
  _ parameter: CalibratedParameter, to target: CalibrationTarget, event: (Double) throws -> MechanismEvent
) throws -> Calibration {
  try withoutActuallyEscaping(event) { event in
    try CalibrationSearch(parameter: parameter, target: target, event: event).calibration()
  }
}

private struct CalibrationSearch {
  let parameter: CalibratedParameter
  let target: CalibrationTarget
  let event: (Double) throws -> MechanismEvent

  func calibration() throws -> Calibration {
    let root = try root(from: guess(), tolerance: 1e-9, epsilon: searchedEpsilon)
    let (value, statement) = try certified(root)
    return Calibration(
      parameter: parameter, value: value, targetEpsilon: target.epsilon, accountant: target.method, statement: statement
    )
  }

  /// Moves a position towards privacy until the accountant agrees.
  private func certified(_ root: Double) throws -> (value: Double, statement: AccountantStatement) {
    var position = root
    var statement = try statement(position)
    guard target.method == .lossDistribution else { return (value(position), statement) }
    // How fast log ε falls; −1 for steps in large numbers, more for noise.
    let slope = try log(searchedEpsilon(position + 1e-3) / searchedEpsilon(position)) / 1e-3
    var share = 1.02
    for _ in 0..<60 where statement.epsilon > target.epsilon {
      let excess = log(statement.epsilon / target.epsilon)
      let stride = slope < -1e-3 ? share * excess / -slope : excess
      position = min(max(position + stride, nextWhole(position)), range.upperBound)
      statement = try self.statement(position)
      share *= 2
    }
    guard statement.epsilon <= target.epsilon else {
      throw CalibrationError.unreachable(
        parameter, mostPrivate: value(range.upperBound), epsilon: statement.epsilon, target: target.epsilon)
    }
    return (value(position), statement)
  }

  private func statement(_ position: Double) throws -> AccountantStatement {
    let event = try event(value(position))
    return target.method == .renyi
      ? try accountByRenyi(event, delta: target.delta, adjacency: target.adjacency)
      : try account(event, delta: target.delta, adjacency: target.adjacency)
  }

  /// ε at a position by the method that the search goes by; infinite where none can be stated.
  private func searchedEpsilon(_ position: Double) throws -> Double {
    do {
      if target.method != .renyi, target.delta > 0 {
        if let estimate = try estimatedEpsilon(position) { return estimate }
      }
      return try statement(position).epsilon
    } catch AccountingError.unbounded {
      return .infinity
    } catch AccountingError.tooManyCompositions {
      return .infinity
    }
  }

  /// ε by the contour integral; nil where it has no answer to this event.
  private func estimatedEpsilon(_ position: Double) throws -> Double? {
    do {
      let event = try event(value(position))
      switch try accountByContour(event, delta: target.delta, adjacency: target.adjacency) {
      case .success(let estimate): return estimate.value
      case .failure: return nil
      }
    } catch AccountingError.noAccountant {
      return nil
    } catch AccountingError.boundOnly {
      return nil
    } catch AccountingError.unsupportedAdjacency {
      return nil
    }
  }
}

/// Positions: logarithms of values, with privacy to the right.
extension CalibrationSearch {
  private var sign: Double {
    switch parameter {
    case .noiseMultiplier, .sensitivity: 1
    case .steps, .samplingProbability: -1
    }
  }

  /// The values searched: from the least private to the most.
  private var ends: (leastPrivate: Double, mostPrivate: Double) {
    switch parameter {
    case .noiseMultiplier, .sensitivity: (0.01, 1e6)
    case .steps: (1e12, 1)
    case .samplingProbability: (1, 1e-12)
    }
  }

  private var range: ClosedRange<Double> { sign * log(ends.leastPrivate)...sign * log(ends.mostPrivate) }

  private func value(_ position: Double) -> Double {
    // The ends are met exactly, whatever logarithms round to.
    if position >= range.upperBound { return ends.mostPrivate }
    if position <= range.lowerBound { return ends.leastPrivate }
    let value = exp(sign * position)
    return parameter == .steps ? max(1, (value * (1 + 1e-13)).rounded(.down)) : value
  }

  /// The next position to the right with another value, where values are whole.
  private func nextWhole(_ position: Double) -> Double {
    parameter == .steps ? -log(max(1, value(position) - 1)) : position
  }

  /// Where the central limit would have the target, or the middle of the road.
  private func guess() -> Double {
    let usual =
      switch parameter {
      case .noiseMultiplier, .sensitivity: 1.0
      case .steps: 100.0
      case .samplingProbability: 0.01
      }
    let bracket = try? bisect(from: range.lowerBound, to: range.upperBound, relativeTolerance: 1e-3) { position in
      let mu = try centralLimitMu(event(value(position)), adjacency: .addOrRemove)
      guard mu > 1e-300, mu.isFinite else { return mu.isFinite }
      return AnalyticGaussian(noiseMultiplier: 1 / mu).logDelta(epsilon: target.epsilon) <= log(target.delta)
    }
    guard let bracket, target.delta > 0 else { return sign * log(usual) }
    return bracket.upper
  }

  /// The leftmost position at which ε is at most the target, to `tolerance`.
  private func root(
    from start: Double, tolerance: Double, epsilon: @escaping (Double) throws -> Double
  ) throws -> Double {
    let search = MonotoneSearch(target: target.epsilon, range: range) { left, right in
      parameter == .steps ? value(left) - value(right) <= 1 : right - left <= tolerance
    } epsilon: {
      try epsilon($0)
    }
    switch try search.solve(from: start) {
    case .bracket(_, let right): return right.position
    case .aboveEverywhere(let least):
      throw CalibrationError.unreachable(
        parameter, mostPrivate: ends.mostPrivate, epsilon: least, target: target.epsilon)
    case .belowEverywhere(let largest):
      // Everything may be sampled.
      if parameter == .samplingProbability { return range.lowerBound }
      throw CalibrationError.notBinding(
        parameter, leastPrivate: ends.leastPrivate, epsilon: largest, target: target.epsilon)
    }
  }
}

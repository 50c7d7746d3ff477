internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// A mechanism with one parameter left to choose, and what it must keep to.
package struct CalibrationTarget: Sendable {
  package let epsilon: Double
  package let delta: Double
  package let adjacency: Adjacency
  /// Which accountant proves the target; `.closedForm` and `.lossDistribution` are the rigorous one.
  package let method: AccountingMethod

  package init(epsilon: Double, delta: Double, adjacency: Adjacency, method: AccountingMethod) throws {
    self.epsilon = try checked(epsilon, "epsilon", in: .positive)
    self.delta = try checked(delta, "delta", in: .halfOpenUnitInterval)
    (self.adjacency, self.method) = (adjacency, method)
  }

  func statement(_ event: MechanismEvent) throws -> AccountantStatement {
    method == .renyi
      ? try accountByRenyi(event, delta: delta, adjacency: adjacency)
      : try account(event, delta: delta, adjacency: adjacency)
  }

  /// Whether the event keeps to the target; one without a finite ε does not.
  func isMet(by event: MechanismEvent) throws -> Bool {
    do {
      return try statement(event).epsilon <= epsilon
    } catch AccountingError.unbounded {
      return false
    } catch AccountingError.tooManyCompositions {
      return false
    }
  }
}

/// The value of one parameter at which an event just meets `target`, from the safe side.
///
/// - Parameters:
///   - parameter: What is chosen. Of the noise multiplier the least value is returned, of the others the largest.
///   - event: The mechanism at a value of the parameter. For `.sensitivity` too the value is the noise multiplier, and
///     the caller divides the standard deviation by it.
/// - Returns: A value within 1e-6 of the best one, relatively; for `.steps` the best.
/// - Throws: `InvalidValue` where no value in reach meets the target, or every one does; `AccountingError`.
package func calibrate(
  _ parameter: CalibratedParameter, to target: CalibrationTarget, event: (Double) throws -> MechanismEvent
) throws -> Calibration {
  let value: Double
  switch parameter {
  case .noiseMultiplier, .sensitivity: value = try leastNoise(target, event)
  case .samplingProbability: value = try largestProbability(target, event)
  case .steps: value = try mostSteps(target, event)
  }
  return Calibration(
    parameter: parameter, value: value, targetEpsilon: target.epsilon,
    statement: try target.statement(event(value)))
}

private func unreachable(_ target: CalibrationTarget, _ smallest: String) -> InvalidValue {
  InvalidValue(
    key: "epsilon", allowed: "so large that \(smallest) meets it", got: "\(target.epsilon) at delta \(target.delta)")
}

private func leastNoise(_ target: CalibrationTarget, _ event: (Double) throws -> MechanismEvent) throws -> Double {
  // Down from much noise, never far below the answer: accountants take longest where there is little noise.
  var upper = 1.0
  while try !target.isMet(by: event(upper)) {
    guard upper < 1e9 else { throw unreachable(target, "a noise multiplier of 1e9") }
    upper *= 2
  }
  var lower = upper / 2
  while try target.isMet(by: event(lower)) {
    guard lower > 1e-3 else {
      throw InvalidValue(
        key: "epsilon", allowed: "one that a noise multiplier of \(lower) does not meet", got: "\(target.epsilon)")
    }
    (upper, lower) = (lower, lower / 2)
  }
  return try bisect(from: lower, to: upper, relativeTolerance: 1e-7) { try target.isMet(by: event($0)) }.upper
}

private func largestProbability(
  _ target: CalibrationTarget, _ event: (Double) throws -> MechanismEvent
) throws -> Double {
  if try target.isMet(by: event(1)) { return 1 }
  var lower = 0.5
  while try !target.isMet(by: event(lower)) {
    guard lower > 1e-12 else { throw unreachable(target, "a sampling probability of 1e-12") }
    lower /= 4
  }
  return try bisect(from: lower, to: min(1, 4 * lower), relativeTolerance: 1e-7) { try !target.isMet(by: event($0)) }
    .lower
}

private func mostSteps(_ target: CalibrationTarget, _ event: (Double) throws -> MechanismEvent) throws -> Double {
  guard try target.isMet(by: event(1)) else { throw unreachable(target, "a single step") }
  var (lower, upper) = (1.0, 2.0)
  while try target.isMet(by: event(upper)) {
    guard upper < 1e15 else { return upper }
    (lower, upper) = (upper, 2 * upper)
  }
  while upper - lower > 1 {
    let middle = ((lower + upper) / 2).rounded(.down)
    if try target.isMet(by: event(middle)) { lower = middle } else { upper = middle }
  }
  return lower
}

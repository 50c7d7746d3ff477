internal import Foundation
internal import NumericalCore
package import PrivacyModel

/// A parameter chosen for a target, on the private side of it.
package struct Calibration: Hashable, Sendable {
  /// The value of the parameter; a whole number where it counts something.
  package let value: Double
  /// An upper bound on ε at `value`, at most the target.
  package let certifiedEpsilon: Double
  package let event: MechanismEvent
  /// What the search went by.
  package let method: AccountingMethod
  /// Where that method itself meets the target: less private than `value` where the bound is above the method's ε, nil
  /// where the contour integral does not resolve.
  package let searched: Double?
}

/// Answers an upper bound on the ε of an event, as `account(_:delta:adjacency:)` does.
package typealias Certifier = (MechanismEvent, Double, Adjacency) throws -> Double

/// Chooses a parameter for a target ε at δ: the least private value that the certifier's bound allows.
///
/// The root is first sought by `method`; if the certifier's ε is above the target there, it is moved towards privacy by
/// the same search on the certifier's ε. ε must fall as the parameter gets more private, which it does for all of them.
///
/// - Parameters:
///   - parameter: What is free, and the numbers that are not.
///   - method: `.contour`, `.renyi` (which then certifies as well), or `.lossDistribution` and `.closedForm`, which both
///     are the certifier's.
///   - certifier: Gives an upper bound on ε.
/// - Throws: `InvalidValue` for a value outside its range, `AccountingError`, `CalibrationError`.
package func calibrate(
  _ parameter: FreeParameter, for target: PrivacyTarget, by method: AccountingMethod = .contour,
  certifier: @escaping Certifier = { try account($0, delta: $1, adjacency: $2).epsilon }
) throws -> Calibration {
  var certify = certifier
  if method == .renyi { certify = { try accountByRenyi($0, delta: $1, adjacency: $2).epsilon } }
  var searched: Double?
  do {
    searched = try searchParameter(parameter, for: target, by: method, certifier: certify)
  } catch is Unresolved {}
  let start = try searched ?? searchParameter(parameter, for: target, by: .lossDistribution, certifier: certify)
  func certified(_ value: Double) throws -> Calibration {
    let event = try parameter.event(at: value)
    let epsilon = try certify(event, target.delta, target.adjacency)
    return Calibration(value: value, certifiedEpsilon: epsilon, event: event, method: method, searched: searched)
  }
  let first = try certified(start)
  guard first.certifiedEpsilon > target.epsilon else { return first }
  return try certified(
    root(parameter, target: target, start: start, tolerance: 1e-7) { try certify($0, target.delta, target.adjacency) })
}

/// The least private value of a parameter at which `method` says the target is met, to nine digits; nothing certified.
///
/// - Parameter certifier: Answers for methods that are its own, and on the way where the contour integral does not
///   resolve.
/// - Throws: what `calibrate` throws, and `Unresolved` where the contour integral does not resolve at the answer.
package func searchParameter(
  _ parameter: FreeParameter, for target: PrivacyTarget, by method: AccountingMethod,
  certifier: @escaping Certifier = { try account($0, delta: $1, adjacency: $2).epsilon }
) throws -> Double {
  try parameter.check()
  let mu = 1 / AnalyticGaussian.calibrated(epsilon: target.epsilon, delta: target.delta).noiseMultiplier
  let value = try root(
    parameter, target: target, start: parameter.guess(mu: target.adjacency == .replaceOne ? mu / 2 : mu),
    tolerance: 2e-10
  ) { event in
    switch method {
    case .contour:
      if case .success(let estimate) = try accountByContour(event, delta: target.delta, adjacency: target.adjacency) {
        return estimate.value
      }
      return try certifier(event, target.delta, target.adjacency)
    case .renyi, .lossDistribution, .closedForm: return try certifier(event, target.delta, target.adjacency)
    case .momentsAccountant, .centralLimit: throw CalibrationError.unsupported(method)
    }
  }
  if method == .contour {
    _ = try accountByContour(parameter.event(at: value), delta: target.delta, adjacency: target.adjacency).get()
  }
  return value
}

/// The root on the private side, over the logarithm of the parameter with privacy to the right.
private func root(
  _ parameter: FreeParameter, target: PrivacyTarget, start: Double, tolerance: Double,
  epsilon: @escaping (MechanismEvent) throws -> Double
) throws -> Double {
  let (mostPrivate, leastPrivate) = parameter.range
  let sign: Double = mostPrivate > leastPrivate ? 1 : -1
  func position(_ value: Double) -> Double { sign * log(value) }
  func value(_ position: Double) -> Double {
    // The ends are met exactly, whatever logarithms round to.
    if position >= sign * log(mostPrivate) { return mostPrivate }
    if position <= sign * log(leastPrivate) { return leastPrivate }
    let value = exp(sign * position)
    return parameter.isWhole ? value.rounded(.down) : value
  }
  let search = MonotoneSearch(
    target: target.epsilon, range: position(leastPrivate)...position(mostPrivate)
  ) { left, right in
    parameter.isWhole ? value(left) - value(right) <= 1 : right - left <= tolerance
  } epsilon: {
    try epsilon(parameter.event(at: value($0)))
  }
  switch try search.solve(from: position(start)) {
  case .bracket(_, let right): return value(right.position)
  case .aboveEverywhere(let least):
    throw CalibrationError.unreachable(
      parameter: parameter.name, mostPrivate: mostPrivate, epsilon: least, target: target.epsilon)
  case .belowEverywhere(let largest):
    // Everything may be sampled.
    if case .samplingProbability = parameter { return leastPrivate }
    throw CalibrationError.notBinding(
      parameter: parameter.name, leastPrivate: leastPrivate, epsilon: largest, target: target.epsilon)
  }
}

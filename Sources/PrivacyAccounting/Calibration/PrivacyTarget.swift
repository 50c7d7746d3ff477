package import PrivacyModel

/// The (ε, δ) that a mechanism is to reach.
package struct PrivacyTarget: Hashable, Sendable {
  package let epsilon: Double
  package let delta: Double
  package let adjacency: Adjacency

  /// - Throws: `InvalidValue` unless ε is finite and positive and δ in (0, 1).
  package init(epsilon: Double, delta: Double, adjacency: Adjacency) throws {
    self.epsilon = try checked(epsilon, "epsilon", in: .positive)
    self.delta = try checked(delta, "delta", in: .openUnitInterval)
    self.adjacency = adjacency
  }
}

/// A target that no value of the parameter searched meets exactly.
package enum CalibrationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Even the most private value gives a larger ε.
  case unreachable(parameter: String, mostPrivate: Double, epsilon: Double, target: Double)
  /// Even the least private value gives a smaller ε.
  case notBinding(parameter: String, leastPrivate: Double, epsilon: Double, target: Double)
  /// The method cannot be searched with.
  case unsupported(AccountingMethod)

  package var description: String {
    switch self {
    case .unreachable(let parameter, let value, let epsilon, let target):
      "epsilon \(target) cannot be reached by the \(parameter): at \(value), the most private one tried, epsilon is "
        + "\(epsilon); allow a larger epsilon or delta, or change the other parameters"
    case .notBinding(let parameter, let value, let epsilon, let target):
      "epsilon \(target) does not limit the \(parameter): at \(value), the least private one tried, epsilon is only "
        + "\(epsilon); ask for a smaller epsilon"
    case .unsupported(let method):
      "calibration by '\(method.rawValue)' is not supported; choose "
        + [AccountingMethod.contour, .renyi, .lossDistribution, .closedForm].map(\.rawValue).joined(separator: ", ")
    }
  }
}

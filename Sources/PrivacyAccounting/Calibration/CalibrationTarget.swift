package import PrivacyModel

/// What a calibrated mechanism must keep to, and whose word counts.
package struct CalibrationTarget: Hashable, Sendable {
  package let epsilon: Double
  package let delta: Double
  package let adjacency: Adjacency
  /// `.lossDistribution` for the proven upper end of `account`, `.renyi` for the Rényi bound, `.contour` for the
  /// numerical estimate, which proves nothing.
  package let method: AccountingMethod

  /// - Throws: `InvalidValue` unless ε is finite and positive and δ in [0, 1), `CalibrationError` for other methods.
  package init(epsilon: Double, delta: Double, adjacency: Adjacency, method: AccountingMethod) throws {
    self.epsilon = try checked(epsilon, "epsilon", in: .positive)
    self.delta = try checked(delta, "delta", in: .halfOpenUnitInterval)
    guard [.lossDistribution, .renyi, .contour].contains(method) else { throw CalibrationError.unsupported(method) }
    (self.adjacency, self.method) = (adjacency, method)
  }
}

/// A target that no value of a parameter meets exactly.
package enum CalibrationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Even the most private value gives a larger ε.
  case unreachable(CalibratedParameter, mostPrivate: Double, epsilon: Double, target: Double)
  /// Even the least private value gives a smaller ε.
  case notBinding(CalibratedParameter, leastPrivate: Double, epsilon: Double, target: Double)
  /// The method cannot be searched with.
  case unsupported(AccountingMethod)

  package var description: String {
    switch self {
    case .unreachable(let parameter, let value, let epsilon, let target):
      "epsilon \(plainText(target)) cannot be reached by the \(parameter.rawValue): at \(plainText(value)), the most "
        + "private one tried, epsilon is \(plainText(epsilon)); allow a larger epsilon or delta, or change the other parameters"
    case .notBinding(let parameter, let value, let epsilon, let target):
      "epsilon \(plainText(target)) does not limit the \(parameter.rawValue): at \(plainText(value)), the least "
        + "private one tried, epsilon is only \(plainText(epsilon)); ask for a smaller epsilon"
    case .unsupported(let method):
      "calibration by '\(method.rawValue)' is not supported; choose "
        + [AccountingMethod.lossDistribution, .renyi, .contour].map(\.rawValue).joined(separator: ", ")
    }
  }
}

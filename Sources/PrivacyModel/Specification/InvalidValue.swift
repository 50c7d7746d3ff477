/// A value outside its allowed range; layers that know where it came from add the place.
package struct InvalidValue: Error, Hashable, Sendable, CustomStringConvertible {
  package let key: String
  package let allowed: String
  package let got: String

  package init(key: String, allowed: String, got: String) {
    (self.key, self.allowed, self.got) = (key, allowed, got)
  }

  package var description: String { "\(key) must be \(allowed), got \(got)" }
}

/// An interval of doubles that a value must lie in.
package enum AllowedRange: Sendable {
  case positive
  case notNegative
  case openUnitInterval
  /// (0, 1].
  case probability
  /// [0, 1).
  case halfOpenUnitInterval

  package var description: String {
    switch self {
    case .positive: "a finite number greater than 0"
    case .notNegative: "a finite number of at least 0"
    case .openUnitInterval: "a number greater than 0 and less than 1"
    case .probability: "a number greater than 0 and at most 1"
    case .halfOpenUnitInterval: "a number of at least 0 and less than 1"
    }
  }

  func contains(_ value: Double) -> Bool {
    switch self {
    case .positive: value > 0 && value.isFinite
    case .notNegative: value >= 0 && value.isFinite
    case .openUnitInterval: value > 0 && value < 1
    case .probability: value > 0 && value <= 1
    case .halfOpenUnitInterval: value >= 0 && value < 1
    }
  }
}

/// `value` when it lies in `range`; otherwise an `InvalidValue` for `key`.
package func checked(_ value: Double, _ key: String, in range: AllowedRange) throws -> Double {
  guard range.contains(value) else { throw InvalidValue(key: key, allowed: range.description, got: "\(value)") }
  return value
}

/// `value` when it lies in `range`; otherwise an `InvalidValue` for `key`.
package func checked(_ value: Int, _ key: String, in range: ClosedRange<Int>) throws -> Int {
  guard range.contains(value) else {
    let allowed =
      range.upperBound == .max
      ? "a whole number of at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    throw InvalidValue(key: key, allowed: allowed, got: "\(value)")
  }
  return value
}

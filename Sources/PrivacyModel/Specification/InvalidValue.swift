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
  /// (1, ∞): the orders of Rényi divergences.
  case greaterThanOne
  case openUnitInterval
  /// [0, 1].
  case unitInterval
  /// (0, 1].
  case positiveProbability
  /// [1e-100, 1]: below, the squares that Rényi values are made of leave the range of doubles.
  case samplingProbability
  /// [0, 1).
  case halfOpenUnitInterval
  /// [1e-300, 1): small enough for any statement, and halves of it are still numbers.
  case significance
  /// What single precision can square, and multiply by another such number, without reaching 0 or infinity.
  case singlePrecision
  /// The same for double precision, with room for a sum of as many as memory holds.
  case doublePrecision

  package var description: String {
    switch self {
    case .positive: "a finite number greater than 0"
    case .notNegative: "a finite number of at least 0"
    case .greaterThanOne: "a finite number greater than 1"
    case .unitInterval: "a number from 0 to 1"
    case .openUnitInterval: "a number greater than 0 and less than 1"
    case .positiveProbability: "a number greater than 0 and at most 1"
    case .samplingProbability: "a number from 1e-100 to 1"
    case .halfOpenUnitInterval: "a number of at least 0 and less than 1"
    case .significance: "a number from 1e-300 to less than 1"
    case .singlePrecision: "a number from 1e-15 to 1e15"
    case .doublePrecision: "a number from 1e-150 to 1e150"
    }
  }

  package func contains(_ value: Double) -> Bool {
    switch self {
    case .positive: value > 0 && value.isFinite
    case .notNegative: value >= 0 && value.isFinite
    case .greaterThanOne: value > 1 && value.isFinite
    case .unitInterval: (0...1).contains(value)
    case .openUnitInterval: value > 0 && value < 1
    case .positiveProbability: value > 0 && value <= 1
    case .samplingProbability: (1e-100...1).contains(value)
    case .halfOpenUnitInterval: value >= 0 && value < 1
    case .significance: value >= 1e-300 && value < 1
    case .singlePrecision: (1e-15...1e15).contains(value)
    case .doublePrecision: (1e-150...1e150).contains(value)
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

/// What `make` makes; the key of an `InvalidValue` that it throws gets `section` in front.
package func naming<Made>(_ section: String, _ make: () throws -> Made) throws -> Made {
  do {
    return try make()
  } catch let error as InvalidValue {
    throw InvalidValue(key: "\(section).\(error.key)", allowed: error.allowed, got: error.got)
  }
}

extension Decoder {
  /// What `make` makes; an `InvalidValue` becomes the error that decoding throws, with the place.
  func checking<Made>(_ make: () throws -> Made) throws -> Made {
    do {
      return try make()
    } catch let error as InvalidValue {
      throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: "\(error)"))
    }
  }
}

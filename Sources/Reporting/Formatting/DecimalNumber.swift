/// Which way a number moves when digits are dropped. A printed bound must stay a bound.
package enum DecimalRounding: Sendable {
  case nearest
  /// Towards −∞, for lower bounds.
  case down
  /// Towards +∞, for upper bounds.
  case up
}

/// A finite number as decimal digits d₀d₁d₂… and an exponent: ±d₀.d₁d₂… × 10^exponent.
///
/// The digits are those of the shortest text that reads back as the number, so that 0.1 + 0.2 has seventeen of them
/// before rounding and 0.3 has one. No locale and no C formatting takes part.
struct DecimalNumber: Hashable, Sendable {
  private(set) var isNegative: Bool
  /// Without leading or trailing zeros; empty for zero.
  private(set) var digits: [Int]
  private(set) var exponent: Int

  /// Nil for infinities and NaN.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    digits = mantissa.joined().compactMap(\.wholeNumberValue)
    exponent = mantissa[0].count - 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    isNegative = value < 0
    let leadingZeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leadingZeros)
    exponent -= leadingZeros
    dropTrailingZeros()
  }

  /// Keeps the first `count` digits.
  mutating func round(to count: Int, _ rounding: DecimalRounding) {
    precondition(count > 0, "a number keeps at least one digit, got \(count)")
    guard digits.count > count else { return }
    let grows =
      switch rounding {
      case .nearest: digits[count] >= 5
      case .down: isNegative
      case .up: !isNegative
      }
    digits.removeSubrange(count...)
    if grows { incrementLastDigit() }
    dropTrailingZeros()
  }

  /// As 0.00123, 12.3 or 123456 for exponents from −3 to 5, else as 1.23e-5.
  var text: String {
    guard !digits.isEmpty else { return "0" }
    let sign = isNegative ? "-" : ""
    switch exponent {
    case 0...5:
      let whole = digits + Array(repeating: 0, count: max(0, exponent + 1 - digits.count))
      return sign + joined(whole.prefix(exponent + 1), fraction: whole.dropFirst(exponent + 1))
    case -3 ... -1:
      return sign + joined([0], fraction: Array(repeating: 0, count: -exponent - 1) + digits[...])
    default:
      return sign + joined(digits.prefix(1), fraction: digits.dropFirst()) + "e\(exponent)"
    }
  }

  private func joined(_ whole: ArraySlice<Int>, fraction: ArraySlice<Int>) -> String {
    let whole = whole.map(String.init).joined()
    return fraction.isEmpty ? whole : "\(whole).\(fraction.map(String.init).joined())"
  }

  private mutating func incrementLastDigit() {
    while digits.last == 9 { digits.removeLast() }
    if digits.isEmpty {
      digits = [1]
      exponent += 1
    } else {
      digits[digits.count - 1] += 1
    }
  }

  private mutating func dropTrailingZeros() {
    while digits.last == 0 { digits.removeLast() }
  }
}

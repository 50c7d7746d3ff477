internal import Foundation

/// `value` with so many significant digits, as 0.00123, 12.3 or 1.23e-5; the digits before a decimal point all stay.
package func decimalText(_ value: Double, digits: Int = 4, rounding: DecimalRounding = .nearest) -> String {
  guard var number = DecimalNumber(value) else {
    return value.isNaN ? "not a number" : value < 0 ? "-∞" : "∞"
  }
  number.round(to: number.exponent <= 5 ? max(digits, number.exponent + 1) : digits, rounding)
  return number.text
}

/// Every digit that tells `value` from its neighbours: for what a person wrote.
package func exactText(_ value: Double) -> String { decimalText(value, digits: 17) }

/// A whole number, with commas from 10,000 on.
package func countText(_ count: Int) -> String {
  let digits = String(count.magnitude)
  guard digits.count > 4 else { return "\(count)" }
  var text = count < 0 ? "-" : ""
  for (place, digit) in digits.enumerated() {
    if place > 0, (digits.count - place).isMultiple(of: 3) { text.append(",") }
    text.append(digit)
  }
  return text
}

/// 1 − `significance` in percent, never rounded up to certainty.
package func confidenceText(_ significance: Double) -> String {
  // Enough digits to tell it from certainty.
  let digits = max(4, 4 - Int(log10(significance).rounded(.down)))
  return significance >= 1e-8
    ? "\(decimalText(100 * (1 - significance), digits: digits)) %" : "1 − \(decimalText(significance, rounding: .up))"
}

/// A length of time in the two units that matter; below a minute with three digits. Whole seconds stay whole.
package func durationText(seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 59.95, seconds < 1e12 else { return "\(decimalText(seconds, digits: 3)) s" }
  let whole = Int(seconds.rounded())
  switch whole {
  case ..<3600: return "\(whole / 60) min \(whole % 60) s"
  case ..<86400: return "\(whole / 3600) h \(whole / 60 % 60) min"
  default: return "\(countText(whole / 86400)) d \(whole / 3600 % 24) h"
  }
}

/// Reads the decimal number that begins at `position` of `bytes` and leaves `position` behind it.
///
/// The grammar is `[+-] digits [. digits] [e [+-] digits]` with digits on at least one side of the point. It knows no
/// locale, infinity or NaN.
///
/// - Returns: nil, with `position` anywhere, where no number begins. Beyond 10⁶⁰ and below 10⁻⁷⁰, both far outside
///   single precision, it may be infinite and 0.
/// - Accuracy: relative error below 2⁻⁵⁰; correctly rounded up to 2⁵³ and 22 decimal places. Rounded to `Float`, it is
///   the nearest unless the number is that close to midway between two.
func scanDecimal(_ bytes: [UInt8], from position: inout Int) -> Double? {
  let end = bytes.count
  var isNegative = false
  if position < end, bytes[position] == ASCII.minus || bytes[position] == ASCII.plus {
    isNegative = bytes[position] == ASCII.minus
    position += 1
  }
  // value = mantissa · 10^exponent; digits after the nineteenth only move the point.
  var mantissa: UInt64 = 0
  var exponent = 0
  let whole = position
  while position < end, case let digit = bytes[position] &- ASCII.zero, digit < 10 {
    if mantissa < 1_000_000_000_000_000_000 { mantissa = mantissa * 10 + UInt64(digit) } else { exponent += 1 }
    position += 1
  }
  var digits = position - whole
  if position < end, bytes[position] == ASCII.point {
    position += 1
    let fraction = position
    while position < end, case let digit = bytes[position] &- ASCII.zero, digit < 10 {
      if mantissa < 1_000_000_000_000_000_000 {
        mantissa = mantissa * 10 + UInt64(digit)
        exponent -= 1
      }
      position += 1
    }
    digits += position - fraction
  }
  guard digits > 0 else { return nil }
  if position < end, bytes[position] | 0x20 == ASCII.e {
    position += 1
    guard let written = scanExponent(bytes, from: &position) else { return nil }
    exponent += written
  }
  let magnitude = exponent == 0 ? Double(mantissa) : scaled(mantissa, byPowerOfTen: exponent)
  return isNegative ? -magnitude : magnitude
}

/// The signed integer after an `e`, held within ±10¹².
private func scanExponent(_ bytes: [UInt8], from position: inout Int) -> Int? {
  var isNegative = false
  if position < bytes.count, bytes[position] == ASCII.minus || bytes[position] == ASCII.plus {
    isNegative = bytes[position] == ASCII.minus
    position += 1
  }
  let first = position
  var exponent = 0
  while position < bytes.count, case let digit = bytes[position] &- ASCII.zero, digit < 10 {
    exponent = min(exponent * 10 + Int(digit), 1_000_000_000_000)
    position += 1
  }
  guard position > first else { return nil }
  return isNegative ? -exponent : exponent
}

private func scaled(_ mantissa: UInt64, byPowerOfTen exponent: Int) -> Double {
  guard mantissa > 0, exponent > -90 else { return 0 }
  guard exponent < 60 else { return .infinity }
  var value = Double(mantissa)
  var left = abs(exponent)
  while left > 0 {
    let power = exactPowersOfTen[min(left, 22)]
    value = exponent > 0 ? value * power : value / power
    left -= 22
  }
  return value
}

/// 10⁰ … 10²², all exact in double precision.
private let exactPowersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]

/// The bytes with a meaning in text tables.
enum ASCII {
  static let tab: UInt8 = 9
  static let lineFeed: UInt8 = 10
  static let carriageReturn: UInt8 = 13
  static let space: UInt8 = 32
  static let quote: UInt8 = 34
  static let plus: UInt8 = 43
  static let comma: UInt8 = 44
  static let minus: UInt8 = 45
  static let point: UInt8 = 46
  static let zero: UInt8 = 48
  static let e: UInt8 = 101
}

/// The number that an unquoted scalar spells; nil where it spells none.
///
/// The grammar is decimal, with `_` between digits, an exponent with or without a point (YAML 1.1 takes `1e-5` for
/// text), `.inf` and `.nan`, and hexadecimal whole numbers. Leading zeros are refused, because YAML 1.1 reads them as
/// octal and YAML 1.2 as decimal. What is too large for a double is infinite.
func spelledNumber(_ text: String) -> Double? {
  switch text.lowercased() {
  case ".inf", "+.inf": return .infinity
  case "-.inf": return -.infinity
  case ".nan": return .nan
  default: break
  }
  switch NumberShape(text) {
  case .hexadecimal(let digits): return UInt64(digits, radix: 16).map { Double($0) }
  case .whole(let digits), .real(let digits): return Double(digits)
  case nil: return nil
  }
}

/// The whole number that an unquoted scalar spells; nil where it spells none, or one that `Whole` cannot hold.
///
/// `1e6` and `250.0` are whole, up to 2⁵³, below which doubles count exactly.
func spelledWholeNumber<Whole: FixedWidthInteger>(_ text: String, as type: Whole.Type) -> Whole? {
  switch NumberShape(text) {
  case .hexadecimal(let digits): return Whole(digits, radix: 16)
  case .whole(let digits): return Whole(digits)
  case .real(let digits): return Double(digits).flatMap { abs($0) <= 0x1p53 ? Whole(exactly: $0) : nil }
  case nil: return nil
  }
}

/// Why the text of a number is not the number that it seems to be.
func numberAdvice(_ text: String) -> String? {
  let unsigned = text.drop { $0 == "-" || $0 == "+" }
  if let number = spelledNumber(text) {
    let isSpelledOut = number.isInfinite && !unsigned.hasPrefix(".")
    return isSpelledOut ? "that is too large for a double" : nil
  }
  if unsigned.hasSuffix("%") { return "write a fraction of 1" }
  if unsigned.contains(","), spelledNumber(text.replacing(",", with: ".")) != nil { return "write a decimal point" }
  if unsigned.hasPrefix("0"), spelledNumber("1" + unsigned) != nil { return "leave out the leading zeros" }
  return nil
}

/// How a number is spelled, with its digits after `_` was taken out.
private enum NumberShape {
  case hexadecimal(String)
  case whole(String)
  case real(String)

  init?(_ text: String) {
    var scanner = Scanner(rest: text[...])
    if scanner.skip("0x") {
      guard let digits = scanner.digits(where: \.isHexDigit), scanner.rest.isEmpty else { return nil }
      self = .hexadecimal(digits.filter { $0 != "_" })
      return
    }
    scanner.skip(oneOf: "+-")
    let whole = scanner.digits(where: \.isNumber)
    if let whole, whole.count > 1, whole.first == "0" { return nil }
    let hasPoint = scanner.skip(".")
    let fraction = hasPoint ? scanner.digits(where: \.isNumber) : nil
    guard whole != nil || fraction != nil else { return nil }
    let hasExponent = scanner.skip(oneOf: "eE")
    if hasExponent {
      scanner.skip(oneOf: "+-")
      guard scanner.digits(where: \.isNumber) != nil else { return nil }
    }
    guard scanner.rest.isEmpty else { return nil }
    let digits = text.filter { $0 != "_" }
    self = hasPoint || hasExponent ? .real(digits) : .whole(digits)
  }

  private struct Scanner {
    var rest: Substring

    @discardableResult mutating func skip(_ prefix: String) -> Bool {
      guard rest.hasPrefix(prefix) else { return false }
      rest = rest.dropFirst(prefix.count)
      return true
    }

    @discardableResult mutating func skip(oneOf characters: String) -> Bool {
      guard let first = rest.first, characters.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }

    /// One or more ASCII digits, with single `_` between them.
    mutating func digits(where isDigit: (Character) -> Bool) -> Substring? {
      let digits = rest.prefix { ($0.isASCII && isDigit($0)) || $0 == "_" }
      guard let first = digits.first, first != "_", digits.last != "_", !digits.contains("__") else { return nil }
      rest = rest[digits.endIndex...]
      return digits
    }
  }
}

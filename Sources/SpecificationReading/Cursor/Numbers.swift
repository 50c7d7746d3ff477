/// The number that an unquoted scalar spells; nil where it spells none.
///
/// The grammar is decimal, with `_` between digits, an exponent with or without a point (YAML 1.1 takes `1e-5` for
/// text), `.inf` and `.nan`, and hexadecimal whole numbers. Leading zeros are refused, because YAML 1.1 reads them as
/// octal and YAML 1.2 as decimal.
func spelledNumber(_ text: String) -> Double? {
  switch text.lowercased() {
  case ".inf", "+.inf": return .infinity
  case "-.inf": return -.infinity
  case ".nan": return .nan
  default: break
  }
  if let hexadecimal = hexadecimalDigits(text) { return UInt64(hexadecimal, radix: 16).map { Double($0) } }
  let decimal = /[-+]?(?:(?:0|[1-9](?:_?[0-9])*)(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9]+)?/
  guard text.wholeMatch(of: decimal) != nil else { return nil }
  return Double(text.filter { $0 != "_" })
}

/// The whole number that an unquoted scalar spells; nil where it spells none, or one that `Whole` cannot hold.
///
/// `1e6` and `250.0` are whole, up to 2⁵³, below which doubles count exactly.
func spelledWholeNumber<Whole: FixedWidthInteger>(_ text: String, as type: Whole.Type) -> Whole? {
  if let hexadecimal = hexadecimalDigits(text) { return Whole(hexadecimal, radix: 16) }
  if text.wholeMatch(of: /[-+]?(?:0|[1-9](?:_?[0-9])*)/) != nil { return Whole(text.filter { $0 != "_" }) }
  guard let number = spelledNumber(text), abs(number) <= 0x1p53 else { return nil }
  return Whole(exactly: number)
}

private func hexadecimalDigits(_ text: String) -> String? {
  text.wholeMatch(of: /0x([0-9a-fA-F](?:_?[0-9a-fA-F])*)/).map { $0.1.filter { $0 != "_" } }
}

/// Why the text of a number is not the number that it seems to be.
func numberAdvice(_ text: String) -> String? {
  if text.wholeMatch(of: /[-+]?0[0-9_]+.*/) != nil { return "leave out the leading zeros" }
  if text.wholeMatch(of: /[-+]?[0-9]+,[0-9]+/) != nil { return "write a decimal point" }
  if text.wholeMatch(of: /[-+]?[0-9.]+ ?%/) != nil { return "write a fraction of 1" }
  guard let number = spelledNumber(text) else { return nil }
  if number.isInfinite, !text.lowercased().hasSuffix("inf") { return "that is too large for a double" }
  return nil
}

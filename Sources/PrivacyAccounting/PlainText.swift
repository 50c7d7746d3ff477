/// `value` as a person would write it: 1000000, 0.5, 1e-5 or infinite.
func plainText(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "minus infinite" : "infinite" }
  if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
  let parts = "\(value)".split(separator: "e")
  guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(value)" }
  let digits = parts[0].hasSuffix(".0") ? parts[0].dropLast(2) : parts[0]
  return "\(digits)e\(exponent)"
}

internal import PrivacyModel
internal import Yams

/// A type of value: what is allowed, in words, and how to read it.
struct Reading<Result> {
  let allowed: String
  let read: (Value) throws -> Result
}

extension Reading<String> {
  /// Text with or without quotes; what YAML would take for a number or a truth value stays as it is spelled.
  static var text: Reading {
    let allowed = "text"
    return Reading(allowed: allowed) { value in
      guard let text = value.text, !text.isEmpty else { throw value.invalid(allowed) }
      guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
        throw value.invalid("text on one line")
      }
      return text
    }
  }
}

extension Reading<Double> {
  static var number: Reading {
    let allowed = "a finite number"
    return Reading(allowed: allowed) { value in
      let number = value.plainText.flatMap(spelledNumber)
      guard let number, number.isFinite else { throw value.invalid(allowed, hint: numberHint(value)) }
      return number
    }
  }
}

extension Reading where Result: FixedWidthInteger {
  static var wholeNumber: Reading {
    let allowed =
      Result.self == UInt64.self ? "a whole number from \(Result.min) to \(Result.max)" : "a whole number"
    return Reading(allowed: allowed) { value in
      if let number = value.plainText.flatMap({ spelledWholeNumber($0, as: Result.self) }) { return number }
      let isTooLarge = value.numberText.flatMap(spelledNumber).map { $0 == $0.rounded() } ?? false
      throw value.invalid(
        isTooLarge ? "a whole number from \(Result.min) to \(Result.max)" : allowed, hint: numberHint(value))
    }
  }
}

private func numberHint(_ value: Value) -> String? {
  guard let text = value.text else { return nil }
  if value.plainText == nil { return spelledNumber(text) == nil ? nil : "leave out the quotes" }
  return numberAdvice(text)
}

extension Reading where Result: RawRepresentable<String> & CaseIterable {
  static func choice(of type: Result.Type) -> Reading {
    let choices = type.allCases.map(\.rawValue)
    let allowed = choices.count == 1 ? choices[0] : "one of \(choices.joined(separator: ", "))"
    return Reading(allowed: allowed) { value in
      guard let text = value.text else { throw value.invalid(allowed) }
      guard let choice = Result(rawValue: text) else {
        let problem = SpecificationError.Problem.unknownChoice(
          path: value.path, got: described(value.node), nearest: nearest(to: text, among: choices), choices: choices)
        throw value.document.error(value.line, problem)
      }
      return choice
    }
  }
}

extension Reading {
  /// A list, each item read by `item`.
  static func list<Item>(of item: Reading<Item>, named items: String) -> Reading where Result == [Item] {
    let allowed = "a list of \(items)"
    return Reading(allowed: allowed) { value in
      guard let items = value.items else { throw value.invalid(allowed) }
      return try items.map(item.read)
    }
  }
}

extension Reading<JSONValue> {
  /// Anything that JSON can say. What JSON has no number for becomes the text that workers read it from.
  static var json: Reading {
    let allowed = "a value, a list or a mapping of keys"
    return Reading(allowed: allowed) { value in
      if let items = value.items { return .array(try items.map(Self.json.read)) }
      if value.node.mapping != nil { return .object(try Section(value).mapValues(Self.json.read)) }
      guard let scalar = value.node.scalar else { throw value.invalid(allowed) }
      guard !isNull(value.node) else { return .null }
      guard let plain = value.plainText else { return .string(scalar.string) }
      if ["true", "false"].contains(plain) { return .bool(plain == "true") }
      if let whole = spelledWholeNumber(plain, as: Int64.self) { return .integer(whole) }
      if let whole = spelledWholeNumber(plain, as: UInt64.self) { return .unsigned(whole) }
      switch spelledNumber(plain) {
      case nil: return .string(plain)
      case let number? where number.isNaN: return .string("NaN")
      case let number? where number.isInfinite: return .string(number > 0 ? "Infinity" : "-Infinity")
      case let number?: return .number(number)
      }
    }
  }
}

extension Reading<Section> {
  static var section: Reading {
    Reading(allowed: "a mapping of keys", read: Section.init)
  }
}

internal import Yams

/// A mapping of the specification: a cursor from which typed values are read by key.
struct Section {
  let value: Value
  private let entries: [Entry]

  private struct Entry {
    let key: String
    let value: Value
  }

  /// - Throws: `SpecificationError` where `value` is not a mapping, or holds a key twice.
  init(_ value: Value) throws {
    guard let mapping = value.node.mapping else {
      throw value.invalid(Reading.section.allowed)
    }
    self.value = value
    var entries: [Entry] = []
    for (key, node) in mapping {
      let line = key.mark?.line ?? value.line
      guard let name = value.document.name(of: key) else {
        let path = value.path.isEmpty ? "a key" : "a key of \(value.path)"
        throw value.document.error(
          line, .invalidValue(path: path, allowed: "a word", got: described(key), hint: nil))
      }
      let path = value.path.isEmpty ? name : "\(value.path).\(name)"
      if let first = entries.first(where: { $0.key == name }) {
        throw value.document.error(line, .repeatedKey(path: path, firstLine: first.value.line))
      }
      entries.append(Entry(key: name, value: Value(document: value.document, path: path, line: line, node: node)))
    }
    self.entries = entries
  }

  func find(_ key: String) -> Value? { entries.first { $0.key == key }?.value }

  /// What `read` makes of every value, by key.
  func mapValues<Result>(_ read: (Value) throws -> Result) throws -> [String: Result] {
    Dictionary(uniqueKeysWithValues: try entries.map { ($0.key, try read($0.value)) })
  }

  private func path(to key: String) -> String { value.path.isEmpty ? key : "\(value.path).\(key)" }

  /// The value of a key that may not be left out.
  func required<Result>(_ key: String, _ reading: Reading<Result>) throws -> Result {
    guard let found = find(key) else {
      throw value.document.error(value.line, .missingKey(path: path(to: key), allowed: reading.allowed))
    }
    return try reading.read(found)
  }

  /// The value of a key that may be left out, though not left blank.
  func optional<Result>(_ key: String, _ reading: Reading<Result>) throws -> Result? {
    guard let found = find(key) else { return nil }
    guard !isNull(found.node) else {
      throw found.invalid(reading.allowed, hint: "leave the key out for the default")
    }
    return try reading.read(found)
  }

  /// Refuses keys other than `keys`.
  ///
  /// - Parameter hint: What to say of a key that is known elsewhere.
  func allow(
    _ keys: [String], synonyms: [String: String] = synonyms, hint: (String) -> String? = { _ in nil }
  ) throws {
    guard let stranger = entries.first(where: { !keys.contains($0.key) }) else { return }
    let suggestion = (synonyms[stranger.key] ?? nearest(to: stranger.key, among: keys)).flatMap { word in
      keys.contains(word) ? "did you mean \(word)?" : nil
    }
    let hint = suggestion ?? hint(stranger.key) ?? place(of: stranger.key)
    throw value.document.error(
      stranger.value.line, .unknownKey(path: stranger.value.path, hint: hint, keys: keys))
  }

  /// Where a key belongs that is known, but not here: most often the indentation is wrong.
  private func place(of key: String) -> String? {
    if rootKeys.contains(key) { return "it belongs outside, without indentation." }
    let sections = sectionKeys.filter { $0.keys.contains(key) }.map(\.section)
    return sections.isEmpty ? nil : "it belongs under \(sections.joined(separator: " or "))."
  }

  /// The kind of this section, after a check that its keys go with the kind.
  func kind<Kind: SectionKind>(as type: Kind.Type) throws -> Kind {
    if find(Kind.key) == nil { try allow(Kind.allKeys) }
    let kind = try required(Kind.key, .choice(of: type))
    try allow([Kind.key] + kind.keys) { key in
      let others = type.allCases.filter { $0.keys.contains(key) }.map(\.rawValue)
      return others.isEmpty ? nil : "it goes with \(Kind.key) \(others.joined(separator: " and "))."
    }
    return kind
  }
}

/// The kinds of a section whose keys depend on its kind.
protocol SectionKind: RawRepresentable<String>, CaseIterable, Equatable {
  /// The key that tells the kind.
  static var key: String { get }
  /// The other keys of a section of this kind.
  var keys: [String] { get }
}

extension SectionKind {
  static var key: String { "kind" }

  /// The keys of all kinds, each once.
  static var allKeys: [String] {
    allCases.reduce(into: [key]) { keys, kind in keys += kind.keys.filter { !keys.contains($0) } }
  }
}

/// Pairs of neighbouring datasets to try one after the other, made from a few records.
package struct NeighbouringDatasets: Hashable, Codable, Sendable {
  /// Records that are nothing special.
  package let records: [JSONValue]
  /// Records as far out as the mechanism allows, the smallest first.
  package let extremes: [JSONValue]
  /// In the order in which their pairs are tried.
  package let generators: [NeighbourGenerator]

  /// - Throws: `InvalidValue` with a key of the section.
  package init(records: [JSONValue], extremes: [JSONValue], generators: [NeighbourGenerator]) throws {
    guard (2...100_000).contains(records.count) else {
      throw InvalidValue(key: "records", allowed: "a list of 2 to 100000 records", got: "\(records.count)")
    }
    guard extremes.count <= 10 else {
      throw InvalidValue(key: "extremes", allowed: "a list of at most 10 records", got: "\(extremes.count)")
    }
    guard !generators.isEmpty, Set(generators).count == generators.count else {
      throw InvalidValue(
        key: "generators", allowed: "a list of different generators, one at least",
        got: "\(generators.map(\.rawValue).joined(separator: ", "))")
    }
    if let generator = generators.first(where: { $0.neededExtremes > extremes.count }) {
      throw InvalidValue(
        key: "extremes", allowed: "a list of at least \(generator.neededExtremes) for \(generator.rawValue)",
        got: "\(extremes.count)")
    }
    (self.records, self.extremes, self.generators) = (records, extremes, generators)
  }

  /// The pairs, each with a name, that are neighbours in this sense; of equal ones the first.
  ///
  /// - Throws: `InvalidValue` where no generator makes a pair.
  package func pairs(_ adjacency: Adjacency) throws -> [(name: String, pair: DatasetPair)] {
    var found: [(name: String, pair: DatasetPair)] = []
    for generator in generators {
      let candidates = generator.candidates(records, extremes: extremes, adjacency)
      for (index, (excluded, included)) in candidates.enumerated() {
        guard let pair = try? DatasetPair(excluded: .array(excluded), included: .array(included)),
          !found.contains(where: { $0.pair == pair })
        else { continue }
        found.append((candidates.count == 1 ? generator.rawValue : "\(generator.rawValue)-\(index + 1)", pair))
      }
    }
    guard !found.isEmpty else {
      throw InvalidValue(
        key: "canary.generators", allowed: "one that makes datasets which differ, for \(adjacency.rawValue)",
        got: generators.map(\.rawValue).joined(separator: ", "))
    }
    return found
  }
}

/// A way to make neighbouring datasets. What is added under add-or-remove takes the place of the last record under
/// replace-one and zero-out.
package enum NeighbourGenerator: String, Codable, Sendable, CaseIterable {
  /// The last of the records, or another of them in its place.
  case oneRecord = "one-record"
  /// Each of the extremes.
  case extreme
  /// Records that are all the smallest extreme, and one that is the largest.
  case allButOne = "all-but-one"
  /// Nobody but the record itself.
  case empty
  /// A second copy of the first record.
  case duplicate
  /// NaN and both infinities, in every number of a record.
  case nonFinite = "non-finite"

  /// Whether so many extremes are enough.
  package func fits(extremes: Int) -> Bool { neededExtremes <= extremes }

  fileprivate var neededExtremes: Int {
    switch self {
    case .extreme: 1
    case .allButOne: 2
    case .oneRecord, .empty, .duplicate, .nonFinite: 0
    }
  }

  fileprivate func candidates(
    _ records: [JSONValue], extremes: [JSONValue], _ adjacency: Adjacency
  ) -> [(excluded: [JSONValue], included: [JSONValue])] {
    let others = Array(records.dropLast())
    func with(_ record: JSONValue) -> (excluded: [JSONValue], included: [JSONValue]) {
      (records, (adjacency == .addOrRemove ? records : others) + [record])
    }
    switch self {
    case .oneRecord:
      return adjacency == .addOrRemove ? [(others, records)] : [(records, others + [records[0]])]
    case .extreme: return extremes.map(with)
    case .allButOne:
      guard let low = extremes.first, let high = extremes.last else { return [] }
      let rest = [JSONValue](repeating: low, count: others.count)
      return [(adjacency == .addOrRemove ? rest : rest + [low], rest + [high])]
    case .empty:
      let record = extremes.last ?? records[0]
      return adjacency == .addOrRemove ? [([], [record])] : []
    case .duplicate: return [with(records[0])]
    case .nonFinite:
      // A trial that fails, or whose output is no number, looks excluded: such records are those of world 0.
      return ["NaN", "Infinity", "-Infinity"].map {
        let (without, with) = with(records[0].replacingNumbers(by: $0))
        return (excluded: with, included: without)
      }
    }
  }
}

extension JSONValue {
  fileprivate func replacingNumbers(by word: String) -> JSONValue {
    switch self {
    case .integer, .unsigned, .number: .string(word)
    case .array(let values): .array(values.map { $0.replacingNumbers(by: word) })
    case .object(let values): .object(values.mapValues { $0.replacingNumbers(by: word) })
    case .null, .bool, .string: self
    }
  }
}

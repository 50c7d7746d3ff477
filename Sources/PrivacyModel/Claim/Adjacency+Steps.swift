extension Adjacency {
  /// How many neighbours of this kind lead from a dataset to one that is its neighbour under `other`.
  ///
  /// Replacing a record is removing it and adding another, or blanking it and filling the blank. Nothing else leads from
  /// one kind to another: what no record's replacement shows may still betray their number, and a blank is no record.
  ///
  /// - Throws: `InvalidValue` where no such path exists.
  package func steps(to other: Adjacency) throws -> Int {
    if let steps = path(to: other) { return steps }
    let implying = Adjacency.allCases.filter { $0 != other && $0.path(to: other) != nil }
    throw InvalidValue(
      key: "claim.adjacency",
      allowed: "\(other.rawValue), which is what the game plays"
        + (implying.isEmpty ? "" : ", or \(implying.map(\.rawValue).joined(separator: " or ")), which imply it"),
      got: "\(rawValue), which does not imply it")
  }

  private func path(to other: Adjacency) -> Int? {
    switch (self, other) {
    case (.addOrRemove, .addOrRemove), (.replaceOne, .replaceOne), (.zeroOut, .zeroOut): 1
    case (.addOrRemove, .replaceOne), (.zeroOut, .replaceOne): 2
    case (.replaceOne, _), (.addOrRemove, .zeroOut), (.zeroOut, .addOrRemove): nil
    }
  }
}

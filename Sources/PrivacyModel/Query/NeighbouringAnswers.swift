/// The true answers to a few queries on two neighbouring datasets.
package struct NeighbouringAnswers: Hashable, Sendable {
  package let excluded: [Double]
  /// As many, with the candidate in the data.
  package let included: [Double]

  /// - Parameters:
  ///   - excluded: The answers without the candidate.
  ///   - effects: What the candidate adds to each of them.
  package init(excluded: [Double], effects: [Double]) {
    precondition(excluded.count == effects.count, "\(excluded.count) answers and \(effects.count) effects")
    self.excluded = excluded
    included = zip(excluded, effects).map(+)
  }

  package subscript(membership: Membership) -> [Double] {
    switch membership {
    case .excluded: excluded
    case .included: included
    }
  }
}

/// Which pairs of datasets a claim calls neighbours.
package enum Adjacency: String, Codable, Sendable, CaseIterable {
  /// One dataset is the other with one record more.
  case addOrRemove = "add-or-remove"
  /// The datasets differ in the value of one record.
  case replaceOne = "replace-one"
  /// One dataset is the other with one record replaced by a blank that contributes nothing.
  case zeroOut = "zero-out"
}

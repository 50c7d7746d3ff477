/// What two algorithms released about the same answers.
package struct ReleasePair<First: Hashable & Sendable, Second: Hashable & Sendable>: Hashable, Sendable {
  package let first: First
  package let second: Second

  package init(_ first: First, _ second: Second) { (self.first, self.second) = (first, second) }
}

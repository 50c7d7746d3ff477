package import NumericalCore
package import PrivacyModel

/// Two algorithms on the same answers, with independent noise; draws as the first does and then as the second does.
package struct ParallelQueries<First: QueryAlgorithm, Second: QueryAlgorithm>: QueryAlgorithm
where First.Release: Hashable, Second.Release: Hashable {
  package let first: First
  package let second: Second

  package init(_ first: First, _ second: Second) { (self.first, self.second) = (first, second) }

  package func release(
    _ answers: [Double], using stream: inout RandomStream
  ) -> ReleasePair<First.Release, Second.Release> {
    let one = first.release(answers, using: &stream)
    return ReleasePair(one, second.release(answers, using: &stream))
  }
}

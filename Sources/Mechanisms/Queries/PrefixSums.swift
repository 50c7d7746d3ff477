package import NumericalCore

/// The sums of the first one, two, … noisy answers; draws as `LaplaceQuery` does.
///
/// They tell neither more nor less than the noisy answers themselves.
package struct PrefixSums: QueryAlgorithm {
  package let query: LaplaceQuery

  package init(_ query: LaplaceQuery) {
    self.query = query
  }

  /// - Returns: In units of the grid.
  package func release(_ answers: [Double], using stream: inout RandomStream) -> [Double] {
    var sums = query.release(answers, using: &stream)
    for index in sums.indices.dropFirst() { sums[index] += sums[index - 1] }
    return sums
  }
}

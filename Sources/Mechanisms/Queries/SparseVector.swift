package import NumericalCore
package import PrivacyModel

/// A sparse vector technique; draws the noise of the threshold, if any, and then that of each query that it answers.
package struct SparseVector: QueryAlgorithm {
  package let rule: SparseVectorRule

  package init(_ rule: SparseVectorRule) {
    self.rule = rule
  }

  /// - Returns: One for each query until it stops.
  package func release(_ answers: [Double], using stream: inout RandomStream) -> [SparseVectorAnswer] {
    let threshold = rule.threshold + (rule.thresholdScale > 0 ? rule.thresholdScale * stream.nextLaplace() : 0)
    var said: [SparseVectorAnswer] = []
    said.reserveCapacity(answers.count)
    var above = 0
    for answer in answers {
      let value = answer + (rule.queryScale > 0 ? rule.queryScale * stream.nextLaplace() : 0)
      guard value >= threshold else {
        said.append(.below)
        continue
      }
      said.append(rule.releasesValues ? .value(value) : .above)
      above += 1
      if above == rule.mostAbove { break }
    }
    return said
  }
}

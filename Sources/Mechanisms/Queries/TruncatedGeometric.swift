package import NumericalCore
package import PrivacyModel

/// A single count with truncated geometric noise; draws one whole number.
package struct TruncatedGeometric: QueryAlgorithm {
  package let rule: TruncatedGeometricRule

  package init(_ rule: TruncatedGeometricRule) {
    self.rule = rule
  }

  /// - Parameter answers: One whole number from 0 to the largest count.
  package func release(_ answers: [Double], using stream: inout RandomStream) -> Int {
    let cumulative = rule.cumulative[Int(answers[0])]
    let number = Int.random(in: 1...rule.denominator, using: &stream)
    return cumulative.firstIndex { $0 >= number } ?? rule.largest
  }
}

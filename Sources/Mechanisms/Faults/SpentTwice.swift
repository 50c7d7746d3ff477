package import NumericalCore

/// A known bug: the same budget is spent twice, and composition ignored. Twice the claimed ε is what it keeps.
package struct SpentTwice<Correct: QueryAlgorithm>: QueryAlgorithm {
  private let correct: Correct

  package init(_ correct: Correct) {
    self.correct = correct
  }

  /// - Returns: Two releases.
  package func release(_ answers: [Double], using stream: inout RandomStream) -> [Correct.Release] {
    (0..<2).map { _ in correct.release(answers, using: &stream) }
  }
}

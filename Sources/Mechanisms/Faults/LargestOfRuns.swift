package import NumericalCore

/// A known bug: an answer is drawn several times, and the largest is released at the price of one, as when a training is
/// repeated and the best model published. As many times the claimed ε as there are runs is what it keeps, reached where
/// all of them are low.
///
/// Papernot and Steinke, "Hyperparameter Tuning with Renyi Differential Privacy", arXiv:2110.03620, tell what it costs and
/// how it may be done.
package struct LargestOfRuns: QueryAlgorithm {
  private let correct: LaplaceQuery
  private let runs: Int

  package init(_ correct: LaplaceQuery, runs: Int) {
    precondition(runs >= 1, "at least one run, got \(runs)")
    (self.correct, self.runs) = (correct, runs)
  }

  /// - Returns: The largest release of each answer.
  package func release(_ answers: [Double], using stream: inout RandomStream) -> [Double] {
    (1..<runs).reduce(correct.release(answers, using: &stream)) { best, _ in
      zip(best, correct.release(answers, using: &stream)).map { max($0, $1) }
    }
  }
}

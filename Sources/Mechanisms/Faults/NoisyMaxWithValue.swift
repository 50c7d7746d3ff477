package import NumericalCore
package import PrivacyModel

/// A known bug: the largest noisy answer is released with which one it is.
///
/// Beyond the index, the value tells how far all other answers lie below it. With k answers that a record moves the same
/// way, k/2 times the claimed ε is reached at values far below the answers.
///
/// It is among the incorrect variants of Ding et al., "Detecting Violations of Differential Privacy", arXiv:1805.10277.
package struct NoisyMaxWithValue: QueryAlgorithm {
  private let correct: NoisyMax

  package init(_ correct: NoisyMax) {
    self.correct = correct
  }

  package func release(_ answers: [Double], using stream: inout RandomStream) -> NoisyMaximum {
    correct.winner(among: answers, using: &stream)
  }
}

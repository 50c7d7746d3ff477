internal import Foundation

/// A known defect of implementations of classical queries.
///
/// What a run's duration tells is not among them: an early exit or a slow branch that depends on a record is seen by a
/// clock and not by a score.
package enum QueryFault: String, Hashable, Codable, Sendable, CaseIterable {
  case l2Sensitivity = "l2-sensitivity"
  case spentTwice = "spent-twice"
  case largestOfRuns = "largest-of-runs"
  case floatingPointNoise = "floating-point-noise"
  case classicalCalibration = "classical-calibration"
  case noiseForCounts = "noise-for-counts"
  case valueReleased = "value-released"
  case valuesReleased = "values-released"
  case paidForOneAnswer = "paid-for-one-answer"
  case noQueryNoise = "no-query-noise"
  case neverPaid = "never-paid"
  case noThresholdNoise = "no-threshold-noise"

  /// How often `largestOfRuns` runs.
  package static let runs = 10

  /// Whether such an algorithm can have it.
  package func fits(_ algorithm: QuerySpecification.Algorithm) -> Bool {
    switch self {
    case .l2Sensitivity, .spentTwice, .largestOfRuns, .floatingPointNoise: algorithm == .laplace
    case .classicalCalibration: if case .gaussian = algorithm { true } else { false }
    case .noiseForCounts, .valueReleased: if case .noisyMax = algorithm { true } else { false }
    case .valuesReleased, .paidForOneAnswer, .noQueryNoise, .neverPaid, .noThresholdNoise:
      if case .sparseVector = algorithm { true } else { false }
    }
  }

  /// What a query with this defect does in truth, on the worst of all data; nil where it is private at no ε.
  ///
  /// `valuesReleased`, `neverPaid` and `noThresholdNoise` are private at some ε for any one number of queries, and at none
  /// for all.
  package func truth(of claimed: QuerySpecification) -> MechanismEvent? {
    let (epsilon, answers) = (claimed.epsilon, Double(claimed.answers.count))
    func keeps(_ factor: Double) -> MechanismEvent { .approximateDP(epsilon: factor * epsilon, delta: 0) }
    switch (self, claimed.algorithm) {
    case (.l2Sensitivity, _): return keeps(answers.squareRoot())
    case (.spentTwice, _), (.noiseForCounts, _): return keeps(2)
    case (.largestOfRuns, _): return keeps(Double(Self.runs))
    case (.classicalCalibration, .gaussian(let delta)):
      return .gaussian(noiseMultiplier: (2 * log(1.25 / delta)).squareRoot() / epsilon)
    case (.valueReleased, .noisyMax(.laplace)): return keeps(answers / 2)
    case (.paidForOneAnswer, .sparseVector(_, let mostAbove)): return keeps((1 + 6 * Double(mostAbove)) / 4)
    default: return nil
    }
  }
}

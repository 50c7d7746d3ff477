internal import NumericalCore
package import PrivacyModel

/// The sum of numbers clamped to [−bound, bound], with Laplace noise of scale `noiseMultiplier` × bound.
///
/// - Accuracy: the noise has the law of `RandomStream.addLaplace`: none beyond 44.4 scales (probability 5e-20).
package struct LaplaceSum: Mechanism {
  package let noiseMultiplier: Double
  package let bound: Double
  private let sum: ClampedSum

  /// - Parameters:
  ///   - records: The numbers that are always in.
  ///   - candidates: The numbers that a coin each puts in or leaves out.
  ///   - bound: The most that one number adds: the sensitivity of the sum when one is added or removed.
  package init(records: [Double], candidates: [Double], bound: Double, noiseMultiplier: Double) {
    precondition(bound > 0 && noiseMultiplier > 0, "bound and noise multiplier are positive")
    (self.noiseMultiplier, self.bound) = (noiseMultiplier, bound)
    sum = ClampedSum(records: records, candidates: candidates, bound: bound)
  }

  package var event: MechanismEvent { .laplace(noiseMultiplier: noiseMultiplier) }
  package var adjacency: Adjacency { .addOrRemove }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) -> Double {
    outputs(memberships, trials: trial.index..<trial.index + 1, seed: trial.seed)[0]
  }

  package func observe(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Double]? {
    outputs(memberships, trials: trials, seed: seed)
  }

  private func outputs(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Double] {
    let numbers = TrialNumbers.of(trials, seed: seed) { $0.addLaplace(scale: 1, to: $1, first: $2) }
    return sum.noisy(memberships, scale: noiseMultiplier * bound, numbers: numbers)
  }
}

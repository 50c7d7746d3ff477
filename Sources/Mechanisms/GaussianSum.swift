internal import NumericalCore
package import PrivacyModel

/// The sum of numbers clamped to [−bound, bound], with Gaussian noise of `noiseMultiplier` × bound.
package struct GaussianSum: Mechanism {
  package let noiseMultiplier: Double
  package let bound: Double
  private let sumOfRecords: Double
  private let candidates: [Double]

  /// - Parameters:
  ///   - records: The numbers that are always in.
  ///   - candidates: The numbers that a coin each puts in or leaves out.
  ///   - bound: The most that one number adds: the sensitivity of the sum when one is added or removed.
  package init(records: [Double], candidates: [Double], bound: Double, noiseMultiplier: Double) {
    precondition(bound > 0 && noiseMultiplier > 0, "bound and noise multiplier are positive")
    func clamped(_ value: Double) -> Double { min(max(value, -bound), bound) }
    (self.noiseMultiplier, self.bound) = (noiseMultiplier, bound)
    sumOfRecords = records.map(clamped).reduce(0, +)
    self.candidates = candidates.map(clamped)
  }

  package var event: MechanismEvent { .gaussian(noiseMultiplier: noiseMultiplier) }
  package var adjacency: Adjacency { .addOrRemove }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) -> Double {
    var sum = sumOfRecords
    for (candidate, membership) in zip(candidates, memberships) where membership == .included { sum += candidate }
    var noise = RandomStream(seed: trial.seed, trial: trial.index, purpose: .noise)
    return sum + noiseMultiplier * bound * noise.nextNormal()
  }
}

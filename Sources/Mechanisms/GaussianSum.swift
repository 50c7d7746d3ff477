internal import NumericalCore
package import PrivacyModel

/// The sum of numbers clamped to [−bound, bound], with Gaussian noise of `noiseMultiplier` × bound.
///
/// - Accuracy: the noise has the law of `RandomStream.addGaussian`: none beyond 6.77 standard deviations (probability
///   1.3e-11), and beyond 6 the normal probability within 0.2 %.
package struct GaussianSum: Mechanism {
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

  package var event: MechanismEvent { .gaussian(noiseMultiplier: noiseMultiplier) }
  package var adjacency: Adjacency { .addOrRemove }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) -> Double {
    outputs(memberships, trials: trial.index..<trial.index + 1, seed: trial.seed)[0]
  }

  package func observe(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Double]? {
    outputs(memberships, trials: trials, seed: seed)
  }

  private func outputs(_ memberships: [Membership], trials: Range<Int>, seed: UInt64) -> [Double] {
    let normals = TrialNumbers.of(trials, seed: seed) { $0.addGaussian(standardDeviation: 1, to: $1, first: $2) }
    return sum.noisy(memberships, scale: noiseMultiplier * bound, numbers: normals)
  }

  /// How many trials have an output above a threshold, by the coin of the only candidate, without storing the outputs.
  ///
  /// - Parameters:
  ///   - trials: Starts at a multiple of 64.
  ///   - coins: Bit b % 32 of word b / 32 says whether the candidate is in the b-th of the trials.
  /// - Accuracy: the cutoffs are rounded to single precision in units of the noise.
  package func count(
    above threshold: Double, trials: Range<Int>, coins: UnsafeBufferPointer<UInt32>, seed: UInt64
  ) -> (excluded: Int, included: Int) {
    precondition(trials.lowerBound % 64 == 0, "the trials start at a multiple of 64, got \(trials.lowerBound)")
    let (without, with) = sum.alternatives
    let scale = noiseMultiplier * bound
    let cutoffs = (Float((threshold - without) / scale), Float((threshold - with) / scale))
    var counts = (excluded: 0, included: 0)
    for (stream, part) in TrialNumbers.streams(of: trials, seed: seed) {
      let words = UnsafeBufferPointer(rebasing: coins[((part.lowerBound - trials.lowerBound) / 32)...])
      let (low, high) = stream.countGaussian(
        above: cutoffs, coins: words, first: part.lowerBound & TrialNumbers.mask, count: part.count)
      counts.excluded += low
      counts.included += high
    }
    return counts
  }
}

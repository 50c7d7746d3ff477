internal import NumericalCore
package import PrivacyModel

/// Adds noise to sums of clipped gradients.
package protocol NoiseSource: Sendable {
  func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun
}

/// The noise of one training run.
package protocol NoiseRun: AnyObject {
  /// Adds noise to the sum of `step`, to which no example adds more than `sensitivity` in ℓ2 norm.
  func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int)
}

/// Independent normal noise on every coordinate, of `noiseMultiplier` times the sensitivity.
package struct GaussianNoise: NoiseSource {
  package let noiseMultiplier: Float

  package init(noiseMultiplier: Float) {
    precondition(
      noiseMultiplier >= 0 && noiseMultiplier.isFinite,
      "a noise multiplier is finite and not negative, got \(noiseMultiplier)")
    self.noiseMultiplier = noiseMultiplier
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    GaussianNoiseRun(noiseMultiplier: noiseMultiplier, trial: trial)
  }
}

private final class GaussianNoiseRun: NoiseRun {
  private let noiseMultiplier: Float
  private let trial: TrialIdentity

  init(noiseMultiplier: Float, trial: TrialIdentity) {
    (self.noiseMultiplier, self.trial) = (noiseMultiplier, trial)
  }

  func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int) {
    guard noiseMultiplier > 0 else { return }
    RandomStream(seed: trial.seed, trial: trial.index, purpose: .noise, step: step)
      .addGaussian(standardDeviation: noiseMultiplier * sensitivity, to: sum)
  }
}

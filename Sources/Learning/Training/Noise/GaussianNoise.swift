internal import NumericalCore
package import PrivacyModel

/// Independent normal noise on every coordinate of every step.
package struct GaussianNoise: NoiseSource {
  /// Standard deviation divided by the sensitivity.
  package let noiseMultiplier: Double

  /// - Parameter noiseMultiplier: Finite and not negative.
  package init(noiseMultiplier: Double) {
    precondition(
      noiseMultiplier >= 0 && noiseMultiplier.isFinite,
      "a noise multiplier is finite and not negative, got \(noiseMultiplier)")
    self.noiseMultiplier = noiseMultiplier
  }

  package func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun {
    GaussianRun(noiseMultiplier: noiseMultiplier, trial: trial)
  }
}

private final class GaussianRun: NoiseRun {
  private let noiseMultiplier: Double
  private let trial: TrialIdentity

  init(noiseMultiplier: Double, trial: TrialIdentity) {
    (self.noiseMultiplier, self.trial) = (noiseMultiplier, trial)
  }

  func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int) {
    guard noiseMultiplier > 0 else { return }
    RandomStream(seed: trial.seed, trial: trial.index, purpose: .noise, step: step)
      .addGaussian(standardDeviation: Float(noiseMultiplier * Double(sensitivity)), to: sum)
  }
}

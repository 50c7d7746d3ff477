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

  func descend(
    _ parameters: UnsafeMutableBufferPointer<Float>, along sum: UnsafeBufferPointer<Float>, rate: Float,
    sensitivity: Float, step: Int
  ) -> Bool {
    if noiseMultiplier > 0 {
      RandomStream(seed: trial.seed, trial: trial.index, purpose: .noise, step: step)
        .descend(
          parameters, along: sum, rate: rate, standardDeviation: Float(noiseMultiplier * Double(sensitivity)))
    } else if let target = parameters.baseAddress, let source = sum.baseAddress {
      NumericalCore.add(source, times: -rate, to: target, count: parameters.count)
    }
    return true
  }
}

internal import PrivacyModel

/// A training by DP-SGD whose privacy is asked about; the same stand in `peers.py`.
struct Setting {
  let name: String
  let noiseMultiplier: Double
  let samplingProbability: Double
  let steps: Int
  let delta: Double
  /// The ε that noise is calibrated for.
  let targetEpsilon: Double

  static let all = [
    Setting(
      name: "MNIST-like", noiseMultiplier: 1.1, samplingProbability: 256.0 / 60000, steps: 14062, delta: 1e-5,
      targetEpsilon: 2),
    Setting(
      name: "ImageNet-like", noiseMultiplier: 2.5, samplingProbability: 0.0128, steps: 56000, delta: 8e-7,
      targetEpsilon: 2),
    Setting(
      name: "tiny noise", noiseMultiplier: 0.5, samplingProbability: 0.5, steps: 100, delta: 1e-5, targetEpsilon: 8),
    Setting(
      name: "full batch", noiseMultiplier: 20, samplingProbability: 1, steps: 1000, delta: 1e-5, targetEpsilon: 2),
  ]

  func event(noiseMultiplier: Double) throws -> MechanismEvent {
    try .dpSGD(noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability, steps: steps)
  }
}

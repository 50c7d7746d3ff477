/// What a mechanism did, in the terms that a privacy accountant needs; mechanisms state it, accountants read it.
package indirect enum MechanismEvent: Hashable, Codable, Sendable {
  /// Gaussian noise with standard deviation `noiseMultiplier` times the ℓ2 sensitivity of what it hides.
  case gaussian(noiseMultiplier: Double)
  /// `event` on a batch that every record joins independently with probability `samplingProbability`.
  case poissonSampled(samplingProbability: Double, MechanismEvent)
  /// `event`, `count` times in sequence, each with knowledge of the outcomes before it.
  case selfComposed(MechanismEvent, count: Int)

  /// DP-SGD with Poisson sampling: `steps` noisy sums of clipped per-example gradients.
  package static func dpSGD(noiseMultiplier: Double, samplingProbability: Double, steps: Int) throws -> MechanismEvent {
    let noiseMultiplier = try checked(noiseMultiplier, "noiseMultiplier", in: .positive)
    let samplingProbability = try checked(samplingProbability, "samplingProbability", in: .probability)
    let steps = try checked(steps, "steps", in: 1...Int.max)
    return .selfComposed(
      .poissonSampled(samplingProbability: samplingProbability, .gaussian(noiseMultiplier: noiseMultiplier)),
      count: steps)
  }
}

internal import PrivacyModel

/// The noise of one step, its values checked.
package enum Noise: Hashable, Sendable {
  case gaussian(noiseMultiplier: Double)
  case laplace(noiseMultiplier: Double)
  case discreteGaussian(standardDeviation: Double, sensitivity: Int)
  case discreteLaplace(scale: Double, sensitivity: Int)
  case randomisedResponse(randomAnswerProbability: Double, categories: Int)
  case approximateDP(epsilon: Double, delta: Double)
  case zeroConcentratedDP(rho: Double)
}

/// Which records a step reads.
package enum Sampling: Hashable, Sendable {
  /// All of them.
  case none
  /// Each independently with this probability, in (0, 1).
  case poisson(Double)
  /// `batchSize` < `populationSize`.
  case withoutReplacement(batchSize: Int, populationSize: Int)
}

/// One step of a composed mechanism.
package struct Step: Hashable, Sendable {
  package let noise: Noise
  package let sampling: Sampling

  package init(noise: Noise, sampling: Sampling) {
    (self.noise, self.sampling) = (noise, sampling)
  }
}

extension Noise {
  /// One step of this noise alone.
  var event: MechanismEvent {
    switch self {
    case .gaussian(let noiseMultiplier): .gaussian(noiseMultiplier: noiseMultiplier)
    case .laplace(let noiseMultiplier): .laplace(noiseMultiplier: noiseMultiplier)
    case .discreteGaussian(let deviation, let sensitivity):
      .discreteGaussian(standardDeviation: deviation, sensitivity: sensitivity)
    case .discreteLaplace(let scale, let sensitivity): .discreteLaplace(scale: scale, sensitivity: sensitivity)
    case .randomisedResponse(let probability, let categories):
      .randomisedResponse(randomAnswerProbability: probability, categories: categories)
    case .approximateDP(let epsilon, let delta): .approximateDP(epsilon: epsilon, delta: delta)
    case .zeroConcentratedDP(let rho): .zeroConcentratedDP(rho: rho)
    }
  }

  /// What the event of this noise is called.
  var kind: MechanismEvent.Kind { event.kind }

  var isGaussian: Bool {
    if case .gaussian = self { true } else { false }
  }
}

package import PrivacyModel

extension MechanismEvent {
  /// A known bug: so many times fewer steps are accounted for, as where epochs are counted in their place.
  ///
  /// - Parameter factor: At least 1.
  package func withStepsUndercounted(by factor: Int) -> MechanismEvent {
    switch self {
    case .selfComposed(let event, let count): .selfComposed(event, count: max(1, count / factor))
    default: self
    }
  }

  /// A known bug: the accountant is given a sampling probability that is so many times too small, as where records are
  /// counted before some are held out.
  package func withSamplingProbability(dividedBy factor: Double) -> MechanismEvent {
    switch self {
    case .poissonSampled(let probability, let event):
      .poissonSampled(samplingProbability: probability / factor, event)
    case .selfComposed(let event, let count):
      .selfComposed(event.withSamplingProbability(dividedBy: factor), count: count)
    default: self
    }
  }

  /// A known bug: the Rényi divergence q² α ÷ σ² of a step, which holds at small orders α for small q and large σ, is used
  /// at every order.
  ///
  /// - Reference: Abadi et al., Lemma 3 of arXiv:1607.00133v2, with the conditions that are ignored here.
  package var withOrdersOutsideRange: MechanismEvent {
    guard case .selfComposed(.poissonSampled(let probability, .gaussian(let noiseMultiplier)), let count) = self else {
      return self
    }
    return .zeroConcentratedDP(rho: Double(count) * probability * probability / (noiseMultiplier * noiseMultiplier))
  }
}

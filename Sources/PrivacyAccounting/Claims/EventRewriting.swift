internal import PrivacyModel

extension MechanismEvent {
  /// The event with every part that `rewrite` has something else for exchanged; outer parts are asked first.
  func rewriting(_ rewrite: (MechanismEvent) -> MechanismEvent?) -> MechanismEvent {
    if let other = rewrite(self) { return other }
    switch self {
    case .poissonSampled(let probability, let event):
      return .poissonSampled(samplingProbability: probability, event.rewriting(rewrite))
    case .sampledWithoutReplacement(let batchSize, let populationSize, let event):
      return .sampledWithoutReplacement(
        batchSize: batchSize, populationSize: populationSize, event.rewriting(rewrite))
    case .shuffled(let batches, let event): return .shuffled(batches: batches, event.rewriting(rewrite))
    case .ballsAndBins(let batches, let event): return .ballsAndBins(batches: batches, event.rewriting(rewrite))
    case .dominated(let event): return .dominated(by: event.rewriting(rewrite))
    case .composed(let events): return .composed(events.map { $0.rewriting(rewrite) })
    case .selfComposed(let event, let count): return .selfComposed(event.rewriting(rewrite), count: count)
    case .gaussian, .laplace, .discreteGaussian, .discreteLaplace, .randomisedResponse, .approximateDP,
      .zeroConcentratedDP:
      return self
    }
  }

  /// Batches of a fixed size as if each record had joined independently.
  var withPoissonSampling: MechanismEvent {
    rewriting { event in
      guard case .sampledWithoutReplacement(let batchSize, let populationSize, let inner) = event else { return nil }
      return .poissonSampled(samplingProbability: Double(batchSize) / Double(populationSize), inner)
    }
  }

  /// All noise `factor` times as large.
  func withNoise(times factor: Double) -> MechanismEvent {
    rewriting { event in
      switch event {
      case .gaussian(let noiseMultiplier): .gaussian(noiseMultiplier: noiseMultiplier * factor)
      case .laplace(let noiseMultiplier): .laplace(noiseMultiplier: noiseMultiplier * factor)
      case .discreteGaussian(let standardDeviation, let sensitivity):
        .discreteGaussian(standardDeviation: standardDeviation * factor, sensitivity: sensitivity)
      case .discreteLaplace(let scale, let sensitivity):
        .discreteLaplace(scale: scale * factor, sensitivity: sensitivity)
      default: nil
      }
    }
  }

  /// The largest count of repeated sampled steps, with the share of the records in a batch; nil where there are none.
  var sampledSteps: (count: Int, share: Double)? {
    switch self {
    case .selfComposed(let inner, let count):
      if let share = inner.sampledShare { return (count, share) }
      return inner.sampledSteps
    case .dominated(let event): return event.sampledSteps
    case .composed(let events): return events.compactMap(\.sampledSteps).max { $0.count < $1.count }
    default: return nil
    }
  }

  /// The same with that count exchanged for another.
  func withSampledSteps(_ steps: Int) -> MechanismEvent {
    guard let longest = sampledSteps else { return self }
    return rewriting { event in
      guard case .selfComposed(let inner, longest.count) = event, inner.sampledShare == longest.share else {
        return nil
      }
      return .selfComposed(inner, count: steps)
    }
  }

  /// The records of a batch of fixed size; nil where there is none.
  var batchSize: Int? {
    switch self {
    case .sampledWithoutReplacement(let batchSize, _, _): batchSize
    case .selfComposed(let inner, _), .poissonSampled(_, let inner), .dominated(let inner): inner.batchSize
    case .composed(let events): events.compactMap(\.batchSize).first
    default: nil
    }
  }

  private var sampledShare: Double? {
    switch self {
    case .poissonSampled(let probability, _): probability
    case .sampledWithoutReplacement(let batchSize, let populationSize, _): Double(batchSize) / Double(populationSize)
    default: nil
    }
  }
}

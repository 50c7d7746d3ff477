package import Learning
internal import Mechanisms
package import PrivacyModel

extension FaultName {
  /// A trainer with this fault in one of its parts; nil where the fault lies elsewhere, or the trainer has no such part.
  package func put(into correct: DPSGD) -> DPSGD? {
    let (noise, clipping) = (correct.noise, correct.clipping)
    let clipNorm = clipping.begin(in: TrialIdentity(seed: 0, index: 0)).sensitivity
    let layers = correct.network.stack.groupSizes
    switch self {
    case .noiseDividedByBatchSize:
      return correct.with(noise: NoiseDividedByBatchSize(noise, batchSize: correct.expectedBatchSize))
    case .noiseOfSumOnMean:
      return correct.with(noise: NoiseOfSumOnMean(noise, batchSize: correct.expectedBatchSize))
    case .varianceForDeviation:
      return (noise as? GaussianNoise).map { correct.with(noise: VarianceForDeviation($0)) }
    case .noiseMissingOnLayer:
      let last = layers.last ?? 0
      let parameters = correct.network.parameterCount
      return correct.with(noise: NoiseMissingOnLayer(noise, layer: parameters - last..<parameters))
    case .noiseMissingOnLastStep:
      return correct.with(noise: NoiseMissingOnLastStep(noise, steps: correct.steps))
    case .noiseFromConstantSeed: return correct.with(noise: NoiseFromConstantSeed(noise))
    case .noiseFromStepNumber: return correct.with(noise: NoiseFromStepNumber(noise))
    case .noiseFromShortSeed: return correct.with(noise: NoiseFromShortSeed(noise))
    case .noiseSharedByHalves: return correct.with(noise: NoiseSharedByHalves(noise))
    case .emptyBatchWithoutNoise: return correct.with(noise: EmptyBatchWithoutNoise(noise))
    case .momentumBeforeNoise: return correct.with(noise: MomentumBeforeNoise(noise))
    case .batchMeanClipped:
      return correct.with(
        clipping: NoClipping(),
        noise: BatchMeanClipped(noise, clipNorm: clipNorm, batchSize: correct.expectedBatchSize))
    case .accumulatedSumClipped:
      return correct.with(clipping: NoClipping(), noise: AccumulatedSumClipped(noise, clipNorm: clipNorm))
    case .layersClippedToWholeNorm:
      guard clipping is FlatClipping || clipping is AutomaticClipping else { return nil }
      return correct.with(clipping: LayersClippedToWholeNorm(clipping))
    case .augmentedCopiesSummed:
      return correct.with(clipping: AugmentedCopiesSummed(clipping, copies: correct.augmentation?.copies ?? 4))
    case .layerNotClipped: return correct.with(clipping: LayerNotClipped(clipping, group: layers.count - 1))
    case .paddedBatchCountedTwice:
      let size = Int(min(correct.expectedBatchSize.rounded(.up), 1e9))
      return correct.with(sampler: PaddedBatchCountedTwice(correct.sampler, batchSize: size))
    case .overflowingNorm: return correct.with(clipping: OverflowingNorm(clipping))
    case .shuffledAsPoisson, .divisionByRealisedBatchSize, .stepsUndercounted, .samplingProbabilityTooSmall,
      .wrongDelta, .wrongAdjacency, .orderOutsideRange, .statisticsAcrossExamples, .normalisationByPrivateData,
      .learningRateFromPrivateData, .stoppingOnPrivateData, .averageWithNonPrivateModel, .compositionIgnored,
      .bestOfRuns, .timing:
      return nil
    }
  }

  /// What a training claims whose accountant has this fault; nil where the fault lies elsewhere, or changes nothing.
  package func claim(insteadOf event: MechanismEvent) -> MechanismEvent? {
    let claimed: MechanismEvent? =
      switch self {
      case .stepsUndercounted: event.withStepsUndercounted(by: 4)
      case .samplingProbabilityTooSmall: event.withSamplingProbability(dividedBy: 10)
      case .orderOutsideRange: event.withOrdersOutsideRange
      default: nil
      }
    return claimed == event ? nil : claimed
  }
}

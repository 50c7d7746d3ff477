/// What is known of a fault before any study of it.
package struct FaultDescription: Hashable, Sendable {
  /// Of the mechanism, the part that is wrong.
  package let part: FaultyPart
  /// What the mechanism does, without a full stop.
  package let words: String
  /// Where it was seen.
  package let story: String
  /// What must be seen to find it.
  package let threat: ThreatModel
  /// Why no score can tell of it; nil where one can.
  package let reasonUnseen: String?

  package init(
    _ part: FaultyPart, _ words: String, story: String, threat: ThreatModel = .everyUpdate, reasonUnseen: String? = nil
  ) {
    (self.part, self.words, self.story) = (part, words, story)
    (self.threat, self.reasonUnseen) = (threat, reasonUnseen)
  }

  /// Whether scores can tell of it.
  package var isObservable: Bool { reasonUnseen == nil }
}

/// What a fault is in.
package enum FaultyPart: String, Codable, Sendable, CaseIterable {
  case noise
  case clipping
  case batches
  case accounting
  /// What happens to the data before a training, or is chosen by looking at them.
  case pipeline
  /// What is done with whole runs.
  case release
}

/// The story of a fault of which no public case is known to us.
let slip = "a slip of implementation"

extension FaultName {
  package var description: FaultDescription {
    switch self {
    case .noiseDividedByBatchSize:
      FaultDescription(
        .noise, "the noise of the sum is divided by the batch size",
        story: "a published model that claimed ε = 0.21 and leaked at least 2.79 (arXiv:2202.12219)")
    case .varianceForDeviation:
      FaultDescription(
        .noise, "the variance of the noise stands where its deviation belongs",
        story: "a squared clip norm in the deviation of published code (greenelab/SPRINT_gan, issue 5)")
    case .noiseMissingOnLayer: FaultDescription(.noise, "one layer gets no noise", story: slip)
    case .noiseMissingOnLastStep: FaultDescription(.noise, "the last step gets no noise", story: slip)
    case .noiseFromConstantSeed:
      FaultDescription(
        .noise, "the generator is seeded with a constant before each step",
        story: "a fixed seed left over from debugging")
    case .noiseFromStepNumber:
      FaultDescription(.noise, "the noise is seeded by the number of the step", story: slip)
    case .noiseFromShortSeed:
      FaultDescription(
        .noise, "the noise comes from a seed of 16 bits",
        story: "seeds from clocks and process numbers; on randomness for privacy see arXiv:2009.03777")
    case .noiseSharedByHalves:
      FaultDescription(
        .noise, "both halves of an accumulated batch get the same noise",
        story: "a generator's key used twice in a step of an example of privacy (jax-ml/jax, pull request 3646)")
    case .emptyBatchWithoutNoise:
      FaultDescription(
        .noise, "an empty batch is skipped, without noise",
        story: "libraries without support for empty batches (meta-pytorch/opacus, issue 161, pull request 530)")
    case .momentumBeforeNoise:
      FaultDescription(.noise, "momentum is gathered before noise that suits a single sum", story: slip)
    case .noiseOfSumOnMean:
      FaultDescription(
        .noise, "noise calibrated for the sum is added to the mean", story: slip,
        reasonUnseen: "there is more noise than claimed: it costs accuracy and breaks no claim")
    case .batchMeanClipped:
      FaultDescription(
        .clipping, "the batch's mean gradient is clipped in place of each example's",
        story: "asked about as a variant (JeffffffFu/Awesome-Differential-Privacy-and-Meachine-Learning, issue 9)")
    case .accumulatedSumClipped:
      FaultDescription(
        .clipping, "the accumulated sum is clipped in place of each example's gradient",
        story: "aggregates clipped once for each tensor (ooples/AiDotNet, review of pull request 1318)")
    case .layersClippedToWholeNorm:
      FaultDescription(.clipping, "each layer is clipped to the norm that is meant for all of them", story: slip)
    case .augmentedCopiesSummed:
      FaultDescription(.clipping, "augmented copies are clipped one by one and added up", story: slip)
    case .layerNotClipped:
      FaultDescription(.clipping, "a layer, such as a bias, is left out of norm and clipping", story: slip)
    case .overflowingNorm:
      FaultDescription(
        .clipping, "a gradient whose squared norm overflows goes unclipped", story: slip)
    case .shuffledAsPoisson:
      FaultDescription(
        .batches, "shuffled batches are accounted for as Poisson samples",
        story: "common in libraries (lxuechen/private-transformers, issue 7; arXiv:2403.17673, arXiv:2411.10614)")
    case .paddedBatchCountedTwice:
      FaultDescription(.batches, "the records that pad a short batch are counted again", story: slip)
    case .divisionByRealisedBatchSize:
      FaultDescription(
        .batches, "the noisy sum is divided by the size of the batch at hand",
        story: "divisors that depend on the size of the data (meta-pytorch/opacus, issues 571 and 819)")
    case .stepsUndercounted:
      FaultDescription(
        .accounting, "fewer steps are accounted for than are made",
        story: "a length that counts settings in place of steps (meta-pytorch/opacus, pull request 829)")
    case .samplingProbabilityTooSmall:
      FaultDescription(.accounting, "the accountant is given too small a sampling probability", story: slip)
    case .wrongDelta:
      FaultDescription(.accounting, "ε is computed at a larger δ than is stated", story: slip)
    case .wrongAdjacency:
      FaultDescription(
        .accounting, "the ε of added or removed records is claimed for replaced ones",
        story: "claims that do not name their neighbours")
    case .orderOutsideRange:
      FaultDescription(
        .accounting, "a bound on the Rényi divergence is used at orders where it does not hold",
        story: "the asymptotic lemma of the moments accountant (arXiv:1607.00133) taken as a formula")
    case .statisticsAcrossExamples:
      FaultDescription(
        .pipeline, "an example's gradient depends on the statistics of its batch",
        story: "batch normalisation, which libraries must refuse")
    case .normalisationByPrivateData:
      FaultDescription(
        .pipeline, "features are normalised by the private data",
        story: "bounds that are read from the data (IBM/differential-privacy-library, issue 20)")
    case .learningRateFromPrivateData:
      FaultDescription(
        .pipeline, "the learning rate is chosen on the private data, without noise",
        story: "usual in experiments; on its cost see arXiv:2110.03620", threat: .hiddenState)
    case .stoppingOnPrivateData:
      FaultDescription(
        .pipeline, "training stops by the private loss", story: "early stopping on data that were to be protected")
    case .averageWithNonPrivateModel:
      FaultDescription(
        .release, "the released model is averaged with one trained without privacy", story: slip, threat: .hiddenState)
    case .compositionIgnored:
      FaultDescription(
        .release, "several runs are released under the claim of one",
        story: "reported of a library whose model spends one budget twice (IBM/differential-privacy-library, issue 104)"
      )
    case .bestOfRuns:
      FaultDescription(
        .release, "the best of several runs on the private data is released",
        story: "seeds and hyper-parameters selected afterwards; see arXiv:2110.03620")
    case .timing:
      FaultDescription(
        .release, "how long a step takes depends on the data", story: "early exits and data-dependent kernels",
        reasonUnseen: "a score is a function of what is released, and time is not")
    }
  }
}

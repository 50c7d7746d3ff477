/// A known defect of implementations of DP-SGD, put into a mechanism on purpose.
///
/// Each is a wrapper around one part of a correct mechanism (`Mechanisms/Faults`), has a `description`, and an audit that
/// finds it in `dpaudit selfcheck --faults`; the compiler asks for all three where a case is added.
package enum FaultName: String, Codable, Sendable, CaseIterable {
  // Of the noise.
  case noiseDividedByBatchSize = "noise-divided-by-batch-size"
  case varianceForDeviation = "variance-for-deviation"
  case noiseMissingOnLayer = "noise-missing-on-layer"
  case noiseMissingOnLastStep = "noise-missing-on-last-step"
  case noiseFromConstantSeed = "noise-from-constant-seed"
  case noiseFromStepNumber = "noise-from-step-number"
  case noiseFromShortSeed = "noise-from-16-bits"
  case noiseSharedByHalves = "noise-shared-by-halves"
  case emptyBatchWithoutNoise = "empty-batch-without-noise"
  case momentumBeforeNoise = "momentum-before-noise"
  case noiseOfSumOnMean = "noise-of-sum-on-mean"
  // Of the clipping.
  case batchMeanClipped = "batch-mean-clipped"
  case accumulatedSumClipped = "accumulated-sum-clipped"
  case layersClippedToWholeNorm = "layers-clipped-to-whole-norm"
  case augmentedCopiesSummed = "augmented-copies-summed"
  case layerNotClipped = "layer-not-clipped"
  case overflowingNorm = "overflowing-norm"
  // Of the batches.
  case shuffledAsPoisson = "shuffled-accounted-as-poisson"
  case paddedBatchCountedTwice = "padded-batch-counted-twice"
  case divisionByRealisedBatchSize = "division-by-realised-batch-size"
  // Of the accounting.
  case stepsUndercounted = "steps-undercounted"
  case samplingProbabilityTooSmall = "sampling-probability-too-small"
  case wrongDelta = "wrong-delta"
  case wrongAdjacency = "wrong-adjacency"
  case orderOutsideRange = "renyi-order-outside-range"
  // Of what happens around a training.
  case statisticsAcrossExamples = "statistics-across-examples"
  case normalisationByPrivateData = "normalisation-by-private-data"
  case learningRateFromPrivateData = "learning-rate-from-private-data"
  case stoppingOnPrivateData = "stopping-on-private-data"
  case averageWithNonPrivateModel = "average-with-non-private-model"
  case compositionIgnored = "composition-ignored"
  case bestOfRuns = "best-of-runs"
  case timing = "timing"
}

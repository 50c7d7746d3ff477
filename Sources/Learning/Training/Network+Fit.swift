internal import PrivacyModel

extension Network {
  /// Parameters that fit `dataset` well, with no privacy at all: 500 steps of Adam on the whole of it.
  ///
  /// It is what an adversary makes of records that he knows.
  package func fitted(to dataset: Dataset, from initialParameters: [Float]) throws -> [Float] {
    let trainer = DPSGD(
      network: self, sampler: FullBatchSampler(), clipping: NoClipping(), noise: GaussianNoise(noiseMultiplier: 0),
      optimiser: Adam(learningRate: LearningRate(0.01)), steps: 500, expectedBatchSize: Float(dataset.count),
      initialParameters: initialParameters)
    // Nothing is drawn, but by dropout.
    return try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), with: [], in: TrialIdentity(seed: 0, index: 0),
      watchedBy: FinalModelObserver(), using: TrainingMemory(self))
  }

  /// Parameters that fit `dataset` well, with no privacy at all: the mean of the last hundred or so of 20 epochs on shuffled
  /// batches of 256, but of at least 300 and at most 3000 steps, whatever the size of the dataset.
  ///
  /// Every draw comes from the streams of trial 0.
  package func fittedInBatches(to dataset: Dataset, by optimiser: any Optimiser, seed: UInt64) throws -> [Float] {
    let sampler = ShuffledSampler(batchSize: min(dataset.count, 256), capacity: dataset.count)
    let trainer = DPSGD(
      network: self, sampler: sampler, clipping: NoClipping(), noise: GaussianNoise(noiseMultiplier: 0),
      optimiser: optimiser, steps: min(max(20 * sampler.batchesPerEpoch, 300), 3000),
      expectedBatchSize: Float(sampler.expectedBatchSize(of: dataset.count)), averaging: .exponential(decay: 0.99))
    return try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), with: [], in: TrialIdentity(seed: seed, index: 0),
      watchedBy: FinalModelObserver(), using: TrainingMemory(self))
  }
}

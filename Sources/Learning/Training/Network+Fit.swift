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

  /// Parameters that fit `dataset` well, with no privacy at all: Adam on shuffled batches of 256, for 20 epochs but at
  /// least 300 and at most 3000 steps, the rate falling to 0.
  ///
  /// The time does not grow with the dataset beyond a point. Every draw comes from the streams of trial 0.
  package func fittedInBatches(to dataset: Dataset, seed: UInt64) throws -> [Float] {
    let sampler = ShuffledSampler(batchSize: min(dataset.count, 256), capacity: dataset.count)
    let steps = min(max(20 * sampler.batchesPerEpoch, 300), 3000)
    let trainer = DPSGD(
      network: self, sampler: sampler, clipping: NoClipping(), noise: GaussianNoise(noiseMultiplier: 0),
      optimiser: Adam(learningRate: LearningRate(0.01, decay: .cosine(steps: steps, floor: 0))), steps: steps,
      expectedBatchSize: Float(sampler.expectedBatchSize(of: dataset.count)))
    return try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: []), with: [], in: TrialIdentity(seed: seed, index: 0),
      watchedBy: FinalModelObserver(), using: TrainingMemory(self))
  }
}

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
}

package import Learning
internal import PrivacyModel

extension WorldData {
  /// A known bug: of several trainers the one that comes to the smallest loss on the private data, without noise, trains
  /// the model.
  ///
  /// - Returns: Its number.
  package func best(of trainers: [DPSGD], withCanary isIncluded: Bool) throws -> Int {
    let losses = try trainers.map { try loss(after: $0, steps: $0.steps, withCanary: isIncluded) }
    return losses.indices.min { losses[$0] < losses[$1] } ?? 0
  }

  /// A known bug: training ends as soon as the mean loss on the private data, without noise, is below `loss`.
  ///
  /// - Returns: After how many steps; at most those of the trainer.
  package func steps(of trainer: DPSGD, untilLossBelow loss: Double, withCanary isIncluded: Bool) throws -> Int {
    try (1..<max(1, trainer.steps)).first { try self.loss(after: trainer, steps: $0, withCanary: isIncluded) < loss }
      ?? trainer.steps
  }

  private func loss(after trainer: DPSGD, steps: Int, withCanary isIncluded: Bool) throws -> Double {
    let trainer = trainer.with(noise: GaussianNoise(noiseMultiplier: 0), steps: steps)
    let parameters = try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: [.example(canary)]), with: isIncluded ? [0] : [],
      // The draws of a full batch without noise are those of the initial model alone.
      in: TrialIdentity(seed: 0, index: 0), watchedBy: FinalModelObserver(), using: TrainingMemory(trainer.network))
    let examples = (0..<dataset.count).map(dataset.example) + (isIncluded ? [canary] : [])
    return examples.reduce(0) { $0 + trainer.network.loss(of: $1, parameters: parameters) } / Double(examples.count)
  }
}

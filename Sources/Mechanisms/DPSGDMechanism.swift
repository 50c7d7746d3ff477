package import Learning
package import PrivacyModel

/// DP-SGD as a mechanism: a training run that an adversary watches, on data with or without the candidates.
package struct DPSGDMechanism<
  Sampler: BatchSampler, Clipping: ClippingRule, Noise: NoiseSource, Observer: TrainingObserver
>: Mechanism {
  package let trainer: DPSGD<Sampler, Clipping, Noise>
  package let dataset: Dataset
  package let candidates: [TrainingRecords.Candidate]
  package let observer: Observer
  package let event: MechanismEvent

  /// - Parameters:
  ///   - dataset: The records that are always in.
  ///   - candidates: One for each coin of a trial.
  ///   - event: What the trainer claims to do, which a faulty part may belie.
  package init(
    trainer: DPSGD<Sampler, Clipping, Noise>, dataset: Dataset, candidates: [TrainingRecords.Candidate],
    observer: Observer, event: MechanismEvent
  ) {
    (self.trainer, self.dataset, self.candidates) = (trainer, dataset, candidates)
    (self.observer, self.event) = (observer, event)
  }

  package var adjacency: Adjacency { .addOrRemove }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> Observer.Observation {
    precondition(memberships.count == candidates.count, "one membership for each candidate")
    let present = zip(candidates, memberships).filter { $1 == .included }.map { $0.0 }
    return try trainer.train(
      on: TrainingRecords(dataset: dataset, candidates: present), in: trial, watchedBy: observer)
  }
}

package import Learning
package import PrivacyModel

/// DP-SGD as a mechanism: a training run that an adversary watches, on data with or without the candidates.
package struct DPSGDMechanism<Observer: TrainingObserver>: Mechanism {
  package let trainer: DPSGD
  package let records: TrainingRecords
  package let observer: Observer
  package let event: MechanismEvent
  private let memories: TrainingMemories

  /// - Parameters:
  ///   - records: Their candidates are those of a trial, one for each coin.
  ///   - event: What the trainer claims to do, which a faulty part may belie.
  package init(trainer: DPSGD, records: TrainingRecords, observer: Observer, event: MechanismEvent) {
    (self.trainer, self.records, self.observer, self.event) = (trainer, records, observer, event)
    memories = TrainingMemories(trainer.network)
  }

  package var adjacency: Adjacency { .addOrRemove }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> Observer.Observation {
    precondition(memberships.count == records.candidates.count, "one membership for each candidate")
    let present = memberships.indices.filter { memberships[$0] == .included }
    return try memories.lend { memory in
      try trainer.train(on: records, with: present, in: trial, watchedBy: observer, using: memory)
    }
  }
}

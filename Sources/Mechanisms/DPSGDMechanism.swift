package import Learning
package import PrivacyModel

/// What a coin chooses between: the record of a candidate, and what stands in its place.
package struct CandidatePair: Hashable, Sendable {
  package let included: TrainingRecords.Candidate
  /// nil where the record is just left out.
  package let excluded: TrainingRecords.Candidate?

  package init(included: TrainingRecords.Candidate, excluded: TrainingRecords.Candidate? = nil) {
    (self.included, self.excluded) = (included, excluded)
  }
}

/// DP-SGD as a mechanism: a training run that an adversary watches, on data with or without the candidates.
package struct DPSGDMechanism<Observer: TrainingObserver>: Mechanism {
  package let trainer: DPSGD
  package let records: TrainingRecords
  package let observer: Observer
  package let event: MechanismEvent
  package let adjacency: Adjacency
  /// Of each candidate: its records, and those that stand in their place.
  private let places: [(included: Range<Int>, excluded: Range<Int>)]
  private let memories: TrainingMemories

  /// - Parameters:
  ///   - pairs: One for each coin.
  ///   - copies: How many times either side of a pair is in the data: the size of the group that the claim is about.
  ///   - event: What the trainer claims to do, which a faulty part may belie.
  ///   - adjacency: The kind of the pairs.
  package init(
    trainer: DPSGD, dataset: Dataset, pairs: [CandidatePair], copies: Int = 1, observer: Observer,
    event: MechanismEvent, adjacency: Adjacency = .addOrRemove
  ) {
    precondition(copies >= 1, "a candidate is in the data once at least")
    precondition(
      pairs.allSatisfy { ($0.excluded == nil) == (adjacency == .addOrRemove) },
      "a record is left out exactly where neighbours differ by one")
    (self.trainer, self.observer, self.event, self.adjacency) = (trainer, observer, event, adjacency)
    var candidates: [TrainingRecords.Candidate] = []
    func place(_ candidate: TrainingRecords.Candidate?) -> Range<Int> {
      let start = candidates.count
      if let candidate { candidates += repeatElement(candidate, count: copies) }
      return start..<candidates.count
    }
    places = pairs.map { (place($0.included), place($0.excluded)) }
    records = TrainingRecords(dataset: dataset, candidates: candidates)
    memories = TrainingMemories(for: trainer)
  }

  package func observe(_ memberships: [Membership], in trial: TrialIdentity) throws -> Observer.Observation {
    precondition(memberships.count == places.count, "one membership for each candidate")
    let present = zip(memberships, places).flatMap { $0 == .included ? $1.included : $1.excluded }
    return try memories.lend { memory in
      try trainer.train(on: records, with: present, in: trial, watchedBy: observer, using: memory)
    }
  }
}

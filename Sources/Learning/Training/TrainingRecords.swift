/// What a model is trained on: a dataset, and the candidates that are in it this time.
package struct TrainingRecords: Sendable {
  package let dataset: Dataset
  package let candidates: [Candidate]

  /// A record besides the dataset.
  package enum Candidate: Hashable, Sendable {
    /// A labelled example.
    case example(Example)
    /// A record whose gradient is `norm` times `direction` at every step, whatever the model.
    case gradient(direction: ParameterDirection, norm: Float)
  }

  package init(dataset: Dataset, candidates: [Candidate]) {
    (self.dataset, self.candidates) = (dataset, candidates)
  }

  package var count: Int { dataset.count + candidates.count }
}

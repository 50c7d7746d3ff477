internal import NumericalCore
internal import PrivacyModel

/// What models are trained on: a dataset that is always in, and candidates that are in or not, training by training.
///
/// It is made once for any number of trainings, which share it: nothing is written after `init`.
// Sendable, though it holds pointers: they lead to memory that only `init` writes and only `deinit` frees.
package final class TrainingRecords: @unchecked Sendable {
  package let dataset: Dataset
  package let candidates: [Candidate]
  private let features: FloatBuffer
  /// Of the examples of the dataset, then of the candidates, 0 for a candidate that is no example.
  private let squaredNorms: [Float]

  /// A record besides the dataset.
  package enum Candidate: Hashable, Sendable {
    /// A labelled example.
    case example(Example)
    /// A record whose gradient is `norm` times `direction` at every step, whatever the model.
    case gradient(direction: ParameterDirection, norm: Float)
    /// A record that takes part in batches and contributes nothing.
    case blank
  }

  package init(dataset: Dataset, candidates: [Candidate]) {
    (self.dataset, self.candidates) = (dataset, candidates)
    let width = dataset.featureCount
    let features = FloatBuffer(count: (dataset.count + candidates.count) * width)
    dataset.features.elements.withUnsafeBufferPointer { elements in
      if let base = elements.baseAddress { features.base.update(from: base, count: elements.count) }
    }
    for (index, candidate) in candidates.enumerated() {
      guard case .example(let example) = candidate else { continue }
      precondition(example.features.count == width, "a candidate has the features of the dataset")
      (features.base + (dataset.count + index) * width).update(from: example.features, count: width)
    }
    self.features = features
    squaredNorms = (0..<dataset.count + candidates.count).map { sumOfSquares(features.base + $0 * width, count: width) }
  }

  /// The label of record `index`, counted through the dataset and then the candidates, which is an example.
  func label(of index: Int) -> Int32 {
    if index < dataset.count { return dataset.labels[index] }
    guard case .example(let example) = candidates[index - dataset.count] else {
      preconditionFailure("candidate \(index - dataset.count) is no example")
    }
    return example.label
  }

  /// The features of record `index`.
  func features(of index: Int) -> UnsafePointer<Float> {
    UnsafePointer(features.base) + index * dataset.featureCount
  }

  /// Adds record `index` to a batch.
  package func append(_ index: Int, to pass: NetworkPass) {
    pass.append(features(of: index), squaredNorm: squaredNorms[index], label: label(of: index))
  }
}

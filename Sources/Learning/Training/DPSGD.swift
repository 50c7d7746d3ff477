internal import NumericalCore
package import PrivacyModel

/// Differentially private stochastic gradient descent on the cross-entropy of a classifier.
///
/// Each step samples a batch, clips every example's gradient, sums, adds noise to the *sum*, divides by the expected
/// batch size (a constant, since the realised one is private) and descends.
///
/// - Reference: Abadi et al., "Deep Learning with Differential Privacy", Algorithm 1 of arXiv:1607.00133v2, with
///   Poisson batches and the constant divisor in place of L.
package struct DPSGD<Sampler: BatchSampler, Clipping: ClippingRule, Noise: NoiseSource>: Sendable {
  package let model: MultilayerPerceptron
  package let sampler: Sampler
  package let clipping: Clipping
  package let noise: Noise
  package let steps: Int
  package let learningRate: Float
  /// What noisy sums are divided by.
  package let expectedBatchSize: Float

  package init(
    model: MultilayerPerceptron, sampler: Sampler, clipping: Clipping, noise: Noise, steps: Int, learningRate: Float,
    expectedBatchSize: Float
  ) {
    precondition(steps >= 1 && learningRate > 0 && expectedBatchSize > 0, "steps, rate and batch size are positive")
    (self.model, self.sampler, self.clipping, self.noise) = (model, sampler, clipping, noise)
    (self.steps, self.learningRate, self.expectedBatchSize) = (steps, learningRate, expectedBatchSize)
  }

  /// Trains once; every random draw comes from the streams of `trial`.
  ///
  /// - Throws: `TrainingError.gradientNotFinite` when an example's gradient is infinite or not a number.
  package func train<Observer: TrainingObserver>(
    on records: TrainingRecords, in trial: TrialIdentity, watchedBy observer: Observer
  ) throws -> Observer.Observation {
    precondition(records.dataset.featureCount == model.features, "the dataset must have the model's features")
    var observer = observer
    var initialisation = RandomStream(seed: trial.seed, trial: trial.index, purpose: .initialisation)
    var parameters = model.initialParameters(using: &initialisation)
    var sum = [Float](repeating: 0, count: parameters.count)
    var batch: [Int] = []
    let batches = sampler.batches(of: records.count, in: trial)
    let noise = noise.begin(parameters: parameters.count, in: trial)
    let clipping = clipping.begin(in: trial)
    let backpropagation = Backpropagation(model: model, capacity: min(256, records.count))
    for step in 0..<steps {
      batches.fill(&batch, step: step)
      try sum.withUnsafeMutableBufferPointer { sum in
        sum.update(repeating: 0)
        try parameters.withUnsafeBufferPointer { parameters in
          try addClippedGradients(of: batch, records, parameters, step: step, clipping, using: backpropagation, to: sum)
        }
        noise.add(to: sum, sensitivity: clipping.sensitivity, step: step)
        clipping.endStep(step, expectedBatchSize: Double(expectedBatchSize))
        let scale = 1 / expectedBatchSize
        for index in sum.indices { sum[index] *= scale }
        observer.see(update: UnsafeBufferPointer(sum))
        for index in parameters.indices { parameters[index] -= learningRate * sum[index] }
      }
    }
    return observer.observation(finalParameters: parameters)
  }

  /// Adds the clipped gradients of the records `batch` names to `sum`.
  private func addClippedGradients(
    of batch: [Int], _ records: TrainingRecords, _ parameters: UnsafeBufferPointer<Float>, step: Int,
    _ clipping: any ClippingRun, using backpropagation: Backpropagation, to sum: UnsafeMutableBufferPointer<Float>
  ) throws {
    func factor(squaredNorm: Float) -> Float {
      var (factor, squaredNorm) = (Float(0), squaredNorm)
      clipping.fill(&factor, squaredNorms: &squaredNorm, groups: 1, capacity: 1, examples: 1)
      return factor
    }
    guard let parametersBase = parameters.baseAddress, let sumBase = sum.baseAddress else { return }
    func flush() throws {
      guard backpropagation.count > 0 else { return }
      backpropagation.run(parameters: parametersBase)
      for row in 0..<backpropagation.count {
        let squaredNorm = backpropagation.squaredGradientNorm(row)
        guard squaredNorm.isFinite else { throw TrainingError.gradientNotFinite(step: step) }
        let scale = factor(squaredNorm: squaredNorm)
        if scale != 1 { backpropagation.scaleGradient(row, by: scale) }
      }
      backpropagation.addGradients(to: sumBase)
      backpropagation.removeAll()
    }
    backpropagation.removeAll()
    let dataset = records.dataset
    try dataset.features.elements.withUnsafeBufferPointer { features in
      guard let base = features.baseAddress else { return }
      for record in batch {
        if record < dataset.count {
          backpropagation.append(base + record * dataset.featureCount, label: dataset.labels[record])
        } else {
          switch records.candidates[record - dataset.count] {
          case .example(let example): backpropagation.append(example.features, label: example.label)
          case .gradient(let direction, let norm):
            direction.add(norm * factor(squaredNorm: norm * norm), to: sum)
          }
        }
        if backpropagation.count == backpropagation.capacity { try flush() }
      }
      try flush()
    }
  }
}

/// A training run that could not go on.
package enum TrainingError: Error, CustomStringConvertible {
  case gradientNotFinite(step: Int)

  package var description: String {
    switch self {
    case .gradientNotFinite(let step):
      "the gradient of an example is infinite or not a number at step \(step); lower the learning rate"
    }
  }
}

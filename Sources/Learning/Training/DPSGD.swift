internal import NumericalCore
package import PrivacyModel

/// Differentially private stochastic gradient descent on the loss of a classifier.
///
/// Each step samples a batch, clips every example's gradient, sums, adds noise to the *sum*, divides by the expected
/// batch size (a constant, since the realised one is private) and lets the optimiser descend.
///
/// - Reference: Abadi et al., "Deep Learning with Differential Privacy", Algorithm 1 of arXiv:1607.00133v2, with
///   Poisson batches and the constant divisor in place of L.
package struct DPSGD: Sendable {
  package let network: Network
  package let sampler: any BatchSampler
  package let clipping: any ClippingRule
  package let noise: any NoiseSource
  package let optimiser: any Optimiser
  package let steps: Int
  /// What noisy sums are divided by.
  package let expectedBatchSize: Float
  /// Copies of each example whose mean gradient counts as the example's; nil takes the example as it is.
  package let augmentation: Augmentation?
  /// A mean of the parameters to come to in place of the last ones; nil for those.
  package let averaging: WeightAveraging?
  /// Where training starts; nil draws the network's initial parameters.
  package let initialParameters: [Float]?

  package init(
    network: Network, sampler: any BatchSampler, clipping: any ClippingRule, noise: any NoiseSource,
    optimiser: any Optimiser, steps: Int, expectedBatchSize: Float, augmentation: Augmentation? = nil,
    averaging: WeightAveraging? = nil, initialParameters: [Float]? = nil
  ) {
    precondition(steps >= 1 && expectedBatchSize > 0, "steps and batch size are positive")
    precondition(
      initialParameters.map { $0.count == network.parameterCount } ?? true,
      "initial parameters number \(network.parameterCount)")
    (self.network, self.sampler, self.clipping, self.noise) = (network, sampler, clipping, noise)
    (self.optimiser, self.steps, self.expectedBatchSize) = (optimiser, steps, expectedBatchSize)
    (self.augmentation, self.averaging, self.initialParameters) = (augmentation, averaging, initialParameters)
  }

  /// Trains once; every random draw comes from the streams of `trial`.
  ///
  /// - Parameters:
  ///   - candidates: The numbers, ascending, of the candidates of `records` that are in.
  ///   - memory: Made for this network; what an earlier run left there does not matter.
  /// - Throws: `TrainingError`.
  package func train<Observer: TrainingObserver>(
    on records: TrainingRecords, with candidates: [Int], in trial: TrialIdentity, watchedBy observer: Observer,
    using memory: TrainingMemory
  ) throws -> Observer.Observation {
    var observer = observer
    let run = TrainingRun(self, on: records, with: candidates, in: trial, using: memory)
    let (watchesUpdates, watchesModels) = (observer.watchesUpdates, observer.watchesModels)
    observer.begin(at: run.model)
    for _ in 0..<steps {
      try run.takeStep(watchedBy: watchesUpdates ? { observer.see(update: $0) } : nil)
      if watchesModels { observer.see(model: run.model) }
    }
    return observer.observation(finalParameters: run.result)
  }
}

/// A training run that could not go on.
package enum TrainingError: Error, Hashable, CustomStringConvertible {
  case notFinite(step: Int)

  package var description: String {
    switch self {
    case .notFinite(let step):
      "the loss or the gradient of an example is infinite or not a number at step \(step); lower the learning rate, or "
        + "look for features of extraordinary size"
    }
  }
}

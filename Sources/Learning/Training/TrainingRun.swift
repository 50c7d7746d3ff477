internal import NumericalCore
package import PrivacyModel

/// One training, step by step.
package final class TrainingRun {
  private let trainer: DPSGD
  private let records: TrainingRecords
  private let candidates: [Int]
  private let trial: TrialIdentity
  private let memory: TrainingMemory
  private let batches: any BatchSequence
  private let clipping: any ClippingRun
  private let noise: any NoiseRun
  private let optimiser: any OptimiserRun
  /// How many steps have been taken.
  package private(set) var stepsTaken = 0

  /// - Parameters: As of `DPSGD.train`.
  package init(
    _ trainer: DPSGD, on records: TrainingRecords, with candidates: [Int], in trial: TrialIdentity,
    using memory: TrainingMemory
  ) {
    let network = trainer.network
    precondition(records.dataset.featureCount == network.features, "the dataset must have the model's features")
    precondition(memory.parameters.count == network.parameterCount, "the memory must be made for the network")
    (self.trainer, self.records, self.candidates, self.trial) = (trainer, records, candidates, trial)
    self.memory = memory
    batches = trainer.sampler.batches(of: records.dataset.count + candidates.count, in: trial)
    clipping = trainer.clipping.begin(in: trial)
    noise = trainer.noise.begin(parameters: network.parameterCount, in: trial)
    optimiser = trainer.optimiser.begin(parameters: network.parameterCount)
    if let start = trainer.initialParameters {
      memory.parameters.fill(from: start)
    } else {
      var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .initialisation)
      memory.parameters.mutable.update(repeating: 0)
      network.stack.initialise(memory.parameters.mutable, using: &stream)
    }
  }

  package var parameters: [Float] { memory.parameters.array }

  /// Takes the next step.
  ///
  /// - Parameter see: Gets the noisy mean gradient, as it is about to be applied.
  /// - Returns: The mean loss of the batch before the step, which is not private; nil for an empty batch.
  @discardableResult
  package func takeStep(_ see: (UnsafeBufferPointer<Float>) -> Void = { _ in }) throws -> Double? {
    let (step, sum) = (stepsTaken, memory.sum.mutable)
    batches.fill(&memory.batch, step: step)
    sum.update(repeating: 0)
    let loss = try addClippedGradients()
    clipping.endStep(step, expectedBatchSize: Double(trainer.expectedBatchSize))
    noise.add(to: sum, sensitivity: clipping.sensitivity, step: step)
    let scale = 1 / trainer.expectedBatchSize
    for index in sum.indices { sum[index] *= scale }
    see(UnsafeBufferPointer(sum))
    optimiser.update(memory.parameters.mutable, gradient: UnsafeBufferPointer(sum), step: step)
    stepsTaken += 1
    return memory.batch.isEmpty ? nil : loss / Double(memory.batch.count)
  }

  /// Adds the clipped gradients of the batch to the sum, and returns the sum of the losses.
  private func addClippedGradients() throws -> Double {
    let pass = memory.pass
    var loss = 0.0
    var examplesBefore = 0
    func beginPass() {
      pass.removeAll(dropout: DropoutStream(trial: trial, step: stepsTaken, examplesBefore: examplesBefore))
    }
    func flush() throws {
      guard pass.count > 0 else { return }
      loss += try addClippedGradients(of: pass)
      examplesBefore += pass.count
      beginPass()
    }
    beginPass()
    for index in memory.batch {
      let record =
        index < records.dataset.count ? index : records.dataset.count + candidates[index - records.dataset.count]
      if record >= records.dataset.count,
        case .gradient(let direction, let norm) = records.candidates[record - records.dataset.count]
      {
        add(direction, norm: norm)
      } else {
        records.append(record, to: pass)
        if pass.count == pass.capacity { try flush() }
      }
    }
    try flush()
    return loss
  }

  private func addClippedGradients(of pass: NetworkPass) throws -> Double {
    pass.run(parameters: memory.parameters.base, measuring: trainer.clipping.needsNorms)
    let groups = trainer.network.stack.parameterGroups
    var (loss, squaredNorms): (Float, Float) = (0, 0)
    for example in 0..<pass.count { loss += pass.losses[example] }
    if trainer.clipping.needsNorms {
      for group in 0..<groups {
        for example in 0..<pass.count { squaredNorms += pass.squaredNorms[group * pass.capacity + example] }
      }
    }
    guard loss.isFinite, squaredNorms.isFinite else { throw TrainingError.notFinite(step: stepsTaken) }
    clipping.fill(
      pass.factors, squaredNorms: pass.squaredNorms, groups: groups, capacity: pass.capacity, examples: pass.count)
    pass.accumulate(areMeasured: trainer.clipping.needsNorms, into: memory.sum.base)
    return Double(loss)
  }

  /// Adds a gradient canary: one group that holds all of its norm.
  private func add(_ direction: ParameterDirection, norm: Float) {
    var (squaredNorm, factor) = (norm * norm, Float(0))
    clipping.fill(&factor, squaredNorms: &squaredNorm, groups: 1, capacity: 1, examples: 1)
    direction.add(norm * factor, to: memory.sum.mutable)
  }
}

internal import NumericalCore
package import PrivacyModel

/// One training, step by step.
package final class TrainingRun {
  private let trainer: DPSGD
  private let records: TrainingRecords
  private let candidates: [Int]
  private let trial: TrialIdentity
  let memory: TrainingMemory
  private let batches: any BatchSequence
  let clipping: any ClippingRun
  private let noise: any NoiseRun
  let optimiser: any OptimiserRun
  let average: WeightAverage?
  /// How many steps have been taken.
  package internal(set) var stepsTaken = 0

  /// - Parameters: As of `DPSGD.train`.
  package init(
    _ trainer: DPSGD, on records: TrainingRecords, with candidates: [Int], in trial: TrialIdentity,
    using memory: TrainingMemory
  ) {
    let network = trainer.network
    precondition(records.dataset.featureCount == network.features, "the dataset must have the model's features")
    precondition(memory.parameters.count == network.parameterCount, "the memory must be made for the network")
    (self.trainer, self.records, self.candidates, self.trial) = (trainer, records, candidates, trial)
    precondition(memory.pass.copies == trainer.augmentation?.copies ?? 1, "the memory must be made for the copies")
    self.memory = memory
    batches = trainer.sampler.batches(of: records.dataset.count + candidates.count, in: trial)
    clipping = trainer.clipping.begin(in: trial)
    noise = trainer.noise.begin(parameters: network.parameterCount, in: trial)
    optimiser = trainer.optimiser.begin(parameters: network.parameterCount)
    average = trainer.averaging?.begin(parameters: network.parameterCount)
    if let start = trainer.initialParameters {
      memory.parameters.fill(from: start)
    } else {
      var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .initialisation)
      memory.parameters.mutable.update(repeating: 0)
      network.stack.initialise(memory.parameters.mutable, using: &stream)
    }
  }

  /// The parameters as they are.
  package var parameters: [Float] { memory.parameters.array }
  /// What the run comes to: the average of the parameters where one is kept, else the parameters as they are.
  package var result: [Float] { average?.mean ?? parameters }

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
    average?.see(memory.parameters.buffer, step: step)
    stepsTaken += 1
    return memory.batch.isEmpty ? nil : loss / Double(memory.batch.count)
  }

  /// Adds the clipped gradients of the batch to the sum, and returns the sum of the losses.
  private func addClippedGradients() throws -> Double {
    let pass = memory.pass
    var loss = 0.0
    var examplesBefore = 0
    func beginPass() {
      pass.removeAll(
        dropout: DropoutStream(trial: trial, step: stepsTaken, rowsBefore: examplesBefore * pass.copies))
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
        append(record, number: examplesBefore + pass.count)
        if pass.count == pass.capacity { try flush() }
      }
    }
    try flush()
    return loss
  }

  private func addClippedGradients(of pass: NetworkPass) throws -> Double {
    pass.run(parameters: memory.parameters.base, measuring: trainer.clipping.needsNorms)
    let groups = trainer.network.stack.parameterGroups
    let loss = pass.lossSum
    var squaredNorms: Float = 0
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

  /// Adds a record to the batch, or so many augmented copies of it.
  ///
  /// - Parameter number: Of the record in the batch.
  private func append(_ record: Int, number: Int) {
    guard let augmentation = trainer.augmentation else { return records.append(record, to: memory.pass) }
    let width = trainer.network.features
    var stream = RandomStream(seed: trial.seed, trial: trial.index, purpose: .augmentation, step: stepsTaken)
    stream.skip(number * augmentation.copies * Augmentation.drawsOfACopy)
    let start = memory.augmented.base + memory.pass.count * augmentation.copies * width
    for copy in 0..<augmentation.copies {
      let features = start + copy * width
      augmentation.write(records.features(of: record), to: features, using: &stream)
      memory.pass.append(
        features, squaredNorm: sumOfSquares(features, count: width), label: records.label(of: record))
    }
  }

  /// Adds a gradient canary, clipped as any other gradient.
  private func add(_ direction: ParameterDirection, norm: Float) {
    let sizes = trainer.network.stack.groupSizes
    var (factors, start) = ([Float](repeating: 0, count: sizes.count), 0)
    let groups = sizes.map { size in
      defer { start += size }
      return start..<start + size
    }
    let squaredNorms = groups.map { norm * norm * direction.squaredNorm(in: $0) }
    clipping.fill(&factors, squaredNorms: squaredNorms, groups: sizes.count, capacity: 1, examples: 1)
    for (group, factor) in zip(groups, factors) {
      direction.add(norm * factor, to: memory.sum.mutable, in: group)
    }
  }
}

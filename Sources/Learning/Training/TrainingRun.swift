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
    precondition(
      memory.pass.network.stack.groupSizes == network.stack.groupSizes
        && memory.pass.network.features == network.features,
      "the memory must be made for the network")
    (self.trainer, self.records, self.candidates, self.trial) = (trainer, records, candidates, trial)
    precondition(memory.augmentation == trainer.augmentation, "the memory must be made for the augmentation")
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

  /// The parameters as they are, until the next step.
  var model: UnsafeBufferPointer<Float> { memory.parameters.buffer }
  /// The parameters as they are.
  package var parameters: [Float] { memory.parameters.array }
  /// What the run comes to: the average of the parameters where one is kept, else the parameters as they are.
  package var result: [Float] { average?.mean ?? parameters }

  /// Takes the next step.
  ///
  /// - Parameter observer: Gets the noisy mean gradient, as it is about to be applied; without one, the step is taken in one
  ///   go where that can be done, which rounds differently.
  /// - Returns: The mean loss of the batch before the step, which is not private; nil for an empty batch.
  @discardableResult
  package func takeStep(watchedBy observer: ((UnsafeBufferPointer<Float>) -> Void)? = nil) throws -> Double? {
    let (step, sum) = (stepsTaken, memory.sum.mutable)
    batches.fill(&memory.batch, step: step)
    let loss = try sumClippedGradients()
    let sensitivity = clipping.sensitivity
    clipping.endStep(step, expectedBatchSize: Double(trainer.expectedBatchSize))
    if observer != nil || !descendAtOnce(sensitivity: sensitivity) {
      noise.add(to: sum, sensitivity: sensitivity, step: step)
      let scale = 1 / trainer.expectedBatchSize
      for index in sum.indices { sum[index] *= scale }
      observer?(UnsafeBufferPointer(sum))
      optimiser.update(memory.parameters.mutable, gradient: UnsafeBufferPointer(sum), step: step)
    }
    average?.see(memory.parameters.buffer, step: step)
    stepsTaken += 1
    return memory.batch.isEmpty ? nil : loss / Double(memory.batch.count)
  }

  /// Noise and step together, where the optimiser is plain and the noise can.
  private func descendAtOnce(sensitivity: Float) -> Bool {
    guard let rate = optimiser.plainRate(at: stepsTaken) else { return false }
    return noise.descend(
      memory.parameters.mutable, along: memory.sum.buffer, rate: rate / trainer.expectedBatchSize,
      sensitivity: sensitivity, step: stepsTaken)
  }

  /// Sums the clipped gradients of the batch, and returns the sum of the losses.
  private func sumClippedGradients() throws -> Double {
    let pass = memory.pass
    var loss = 0.0
    var examplesBefore = 0
    // What is added first is written over the sum of the step before.
    var keep: Float = 0
    func beginPass() {
      pass.removeAll(
        dropout: DropoutStream(trial: trial, step: stepsTaken, rowsBefore: examplesBefore * pass.copies))
    }
    func flush() throws {
      guard pass.count > 0 else { return }
      loss += try addClippedGradients(of: pass, keeping: keep)
      keep = 1
      examplesBefore += pass.count
      beginPass()
    }
    beginPass()
    for index in memory.batch {
      let record =
        index < records.dataset.count ? index : records.dataset.count + candidates[index - records.dataset.count]
      switch record < records.dataset.count ? nil : records.candidates[record - records.dataset.count] {
      case .blank: break
      case .gradient(let direction, let norm):
        if keep == 0 { memory.sum.mutable.update(repeating: 0) }
        keep = 1
        add(direction, norm: norm)
      case .example, nil:
        append(record, number: examplesBefore + pass.count)
        if pass.count == pass.capacity { try flush() }
      }
    }
    try flush()
    if keep == 0 { memory.sum.mutable.update(repeating: 0) }
    return loss
  }

  private func addClippedGradients(of pass: NetworkPass, keeping keep: Float) throws -> Double {
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
    pass.accumulate(areMeasured: trainer.clipping.needsNorms, into: memory.sum.base, keeping: keep)
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
    for (group, length) in direction.clipped(norm: norm, groupSizes: sizes, by: clipping) {
      direction.add(length, to: memory.sum.mutable, in: group)
    }
  }
}

extension DPSGD {
  /// What a gradient of this norm along `direction` adds to a sum along that direction, in the first step.
  package func contribution(of direction: ParameterDirection, norm: Float) -> Double {
    let run = clipping.begin(in: TrialIdentity(seed: 0, index: 0))
    return direction.clipped(norm: norm, groupSizes: network.stack.groupSizes, by: run)
      .reduce(0) { $0 + Double($1.length) * Double(direction.squaredNorm(in: $1.group)) }
  }
}

extension ParameterDirection {
  /// How long each group of a gradient of this norm along the direction is once it is clipped, in units of the
  /// direction's part in the group.
  fileprivate func clipped(
    norm: Float, groupSizes: [Int], by clipping: any ClippingRun
  ) -> [(group: Range<Int>, length: Float)] {
    var (factors, start) = ([Float](repeating: 0, count: groupSizes.count), 0)
    let groups = groupSizes.map { size in
      defer { start += size }
      return start..<start + size
    }
    let squaredNorms = groups.map { norm * norm * squaredNorm(in: $0) }
    clipping.fill(&factors, squaredNorms: squaredNorms, groups: groups.count, capacity: 1, examples: 1)
    return zip(groups, factors).map { ($0, norm * $1) }
  }
}

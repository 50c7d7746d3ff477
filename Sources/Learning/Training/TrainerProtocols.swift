package import PrivacyModel

/// Decides which records take part in each step.
package protocol BatchSampler: Sendable {
  /// The batches of one training run on `count` records.
  func batches(of count: Int, in trial: TrialIdentity) -> any BatchSequence
  /// What noisy sums are divided by: the mean number of records in a batch of `count` records.
  func expectedBatchSize(of count: Int) -> Double
  /// Steps of an epoch, in which a record takes part at most once; 1 for samplers without epochs.
  var batchesPerEpoch: Int { get }
  /// What so many steps, each releasing `release` (for example .gaussian(noiseMultiplier:)) on its batch, are to the accountant.
  func event(of release: MechanismEvent, steps: Int, records count: Int) throws -> MechanismEvent
}

extension BatchSampler {
  package var batchesPerEpoch: Int { 1 }

  /// How many epochs are begun in so many steps.
  package func epochs(in steps: Int) -> Int {
    let (whole, rest) = steps.quotientAndRemainder(dividingBy: batchesPerEpoch)
    return whole + (rest == 0 ? 0 : 1)
  }
}

/// The batches of one training run.
package protocol BatchSequence: AnyObject {
  /// Replaces `batch` by the indices, ascending, of the records that take part in `step`: a function of run and step alone,
  /// so that a training run can be resumed at any step.
  func fill(_ batch: inout [Int], step: Int)
}

/// Decides by how much each example's gradient is shrunk.
package protocol ClippingRule: Sendable {
  /// Whether factors depend on norms; where not, norms are not computed.
  var needsNorms: Bool { get }
  func begin(in trial: TrialIdentity) -> any ClippingRun
}

extension ClippingRule {
  package var needsNorms: Bool { true }
}

/// The clipping of one training run.
package protocol ClippingRun: AnyObject {
  /// The ℓ2 norm that no example's weighted gradient exceeds in the current step: the sensitivity of the sum.
  var sensitivity: Float { get }
  /// Fills in the factor of every example's gradient in every parameter group (a layer with parameters is a group).
  /// Both tables are (groups, capacity) row-major; the first `examples` columns are in use.
  func fill(
    _ factors: UnsafeMutablePointer<Float>, squaredNorms: UnsafePointer<Float>, groups: Int, capacity: Int,
    examples: Int)
  /// Ends the step, after the last example of the batch (called once a step, also for empty batches).
  func endStep(_ step: Int, expectedBatchSize: Double)
  /// What a later run needs to go on from here; empty for most.
  var state: [Double] { get set }
}

/// Adds noise to the sums of clipped gradients.
package protocol NoiseSource: Sendable {
  func begin(parameters: Int, in trial: TrialIdentity) -> any NoiseRun
}

/// The noise of one training run.
package protocol NoiseRun: AnyObject {
  /// Adds noise to the sum of `step`; sensitivity is the clipping rule's.
  func add(to sum: UnsafeMutableBufferPointer<Float>, sensitivity: Float, step: Int)
  /// Moves `parameters` by −rate times the sum with its noise, in one go: what `add` and plain descent would do, to within
  /// rounding. A source that cannot does nothing.
  ///
  /// - Returns: Whether it did.
  func descend(
    _ parameters: UnsafeMutableBufferPointer<Float>, along sum: UnsafeBufferPointer<Float>, rate: Float,
    sensitivity: Float, step: Int
  ) -> Bool
}

extension NoiseRun {
  package func descend(
    _ parameters: UnsafeMutableBufferPointer<Float>, along sum: UnsafeBufferPointer<Float>, rate: Float,
    sensitivity: Float, step: Int
  ) -> Bool { false }
}

/// Turns noisy mean gradients into moves of the parameters.
package protocol Optimiser: Sendable {
  func begin(parameters: Int) -> any OptimiserRun
}

/// The moves of one training run.
package protocol OptimiserRun: AnyObject {
  /// Moves `parameters` by the noisy mean gradient of `step` (steps count from 0).
  func update(_ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, step: Int)
  /// The rate of a step that subtracts no more than that times the gradient; nil for a step that does more.
  func plainRate(at step: Int) -> Float?
  /// What a later run needs to go on from here, each as long as the parameters; empty for SGD.
  var state: [[Float]] { get set }
}

extension OptimiserRun {
  package func plainRate(at step: Int) -> Float? { nil }
}

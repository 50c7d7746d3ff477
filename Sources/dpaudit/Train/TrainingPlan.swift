internal import Foundation
internal import Learning
internal import NumericalCore
internal import PrivacyAccounting
internal import PrivacyModel

/// A training with everything settled that can be before its first step.
struct TrainingPlan {
  /// As read.
  let specification: TrainSpecification
  /// The noise multiplier is the one that is used.
  let mechanism: DPSGDSpecification
  let training: Dataset
  let test: Dataset?
  let trainer: DPSGD
  /// nil without privacy.
  let privacy: TrainingOutcome.Privacy?

  /// Loads the data, calibrates the noise and builds the trainer.
  ///
  /// - Parameter directory: Where relative paths of the specification start.
  /// - Throws: `InvalidValue` for a value that does not fit the data, `DatasetError`, `CalibrationError` where no noise
  ///   meets the budget, `AccountingError`, `EntropyError`.
  init(_ specification: TrainSpecification, directory: URL) throws {
    self.specification = specification
    let parts = try Dataset.loadParts(specification.data, relativeTo: directory, seed: specification.seed)
    training = parts.training
    test =
      try specification.test.map { data in
        do {
          return try Dataset.load(data, relativeTo: directory, seed: specification.seed).testing(parts.training)
        } catch let error as InvalidValue where error.key.hasPrefix("data.") {
          throw InvalidValue(key: "test" + error.key.dropFirst(4), allowed: error.allowed, got: error.got)
        }
      } ?? parts.test
    let privacy = try specification.budget.map {
      try spending($0, on: specification.mechanism, records: parts.training.count)
    }
    self.privacy = privacy
    mechanism =
      try privacy.map { try specification.mechanism.with(noiseMultiplier: $0.noiseMultiplier) }
      ?? specification.mechanism
    let secureNoise: (any NoiseSource)? =
      privacy != nil && specification.randomness == .secure
      ? try SecureGaussianNoise(noiseMultiplier: mechanism.noiseMultiplier.roundedUpToFloat) : nil
    trainer = try TrainingParts(
      mechanism, dataset: training, candidates: 0, noise: secureNoise, isPrivate: privacy != nil
    ).trainer
    try checkMemory()
  }

  /// What the first `steps` have spent, by an upper bound; nil without privacy.
  func epsilon(after steps: Int) throws -> Double? {
    guard let privacy, let budget = specification.budget else { return nil }
    guard steps < mechanism.steps else { return privacy.accountant.epsilon }
    let event = try mechanism.event(steps: steps, records: training.count)
    return try account(event, delta: budget.delta, adjacency: budget.adjacency, relativeWidth: 1e-2).epsilon
  }

  /// A few vectors as long as the parameters, and a batch on its way through the layers.
  ///
  /// - Throws: `InvalidValue` where the machine has less memory than that.
  private func checkMemory() throws {
    let network = trainer.network
    let vectors = 12 * network.parameterCount
    let copies = trainer.augmentation?.copies ?? 1
    let perExample = network.stack.layers.reduce(network.features) { $0 + 2 * $1.output.count }
    let rows = 2 * max(NetworkPass.suitableCapacity(for: network), copies)
    let needed = 4 * (Double(vectors) + Double(rows) * Double(perExample))
    let available = Double(ProcessInfo.processInfo.physicalMemory)
    guard needed < available else {
      func gibibytes(_ bytes: Double) -> String { String(Int((bytes / 0x1p30).rounded(.up))) + " GiB" }
      throw InvalidValue(
        key: "mechanism.model", allowed: "one that can be trained in the \(gibibytes(available)) of memory here",
        got: "one that takes about \(gibibytes(needed))")
    }
  }
}

/// The noise for a budget, and what is proven of it.
private func spending(
  _ budget: BudgetSpecification, on mechanism: DPSGDSpecification, records: Int
) throws -> TrainingOutcome.Privacy {
  func event(_ noiseMultiplier: Double) throws -> MechanismEvent {
    let mechanism = try naming("mechanism") { try mechanism.with(noiseMultiplier: noiseMultiplier) }
    return try mechanism.event(steps: mechanism.steps, records: records)
  }
  var noiseMultiplier = mechanism.noiseMultiplier
  if let epsilon = budget.epsilon {
    let target = try CalibrationTarget(
      epsilon: epsilon, delta: budget.delta, adjacency: budget.adjacency, method: .lossDistribution)
    // A number of single precision: the noise is drawn with what was accounted for.
    noiseMultiplier = Double(try calibrate(.noiseMultiplier, to: target, event: event).value.roundedUpToFloat)
  }
  return TrainingOutcome.Privacy(
    noiseMultiplier: noiseMultiplier, isCalibrated: budget.epsilon != nil,
    accountant: try account(event(noiseMultiplier), delta: budget.delta, adjacency: budget.adjacency))
}

extension Double {
  fileprivate var roundedUpToFloat: Float {
    let nearest = Float(self)
    return Double(nearest) < self ? nearest.nextUp : nearest
  }
}

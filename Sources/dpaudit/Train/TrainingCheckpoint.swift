internal import Foundation
internal import Learning
internal import NumericalCore
internal import PrivacyModel
internal import RunStore

/// Where a training stands, in a file: vectors as tensors, the rest as metadata.
///
/// It holds the seed of the batches, which is a secret where it came from the operating system. Secure noise is not in it:
/// a training that goes on draws other noise, of the same law.
struct TrainingCheckpoint {
  let state: TrainingState
  let seed: UInt64
  /// Of the training losses since the last line of metrics.
  let losses: LossSum

  /// The sum and number of mean losses of batches.
  struct LossSum: Equatable {
    var sum = 0.0
    var count = 0

    var mean: Double? { count > 0 ? sum / Double(count) : nil }
  }

  private static let format = "dpaudit.checkpoint/1"

  init(state: TrainingState, seed: UInt64, losses: LossSum) {
    (self.state, self.seed, self.losses) = (state, seed, losses)
  }

  /// - Throws: `UnwritableFile`.
  func write(to url: URL, of plan: TrainingPlan) throws {
    func tensor(_ name: String, _ values: [Float]) -> Safetensors.Tensor {
      Safetensors.Tensor(name: name, shape: [values.count], values: values)
    }
    var tensors = [tensor("parameters", state.parameters)]
    for (index, vector) in state.optimiser.enumerated() { tensors.append(tensor("optimiser.\(index)", vector)) }
    if let average = state.average { tensors.append(tensor("average", average)) }
    var metadata = try plan.identity
    metadata["format"] = Self.format
    metadata["step"] = "\(state.stepsTaken)"
    metadata["seed"] = "\(seed)"
    metadata["clipping"] = state.clipping.map { "\($0)" }.joined(separator: " ")
    metadata["losses"] = "\(losses.sum) \(losses.count)"
    // For the owner's eyes: the batches are a secret.
    try replaceDurably(url, with: Safetensors(tensors, metadata: metadata).encoded, mode: 0o600)
  }

  /// - Throws: `UnusableFile` for a file that is damaged or of another training.
  init(at url: URL, of plan: TrainingPlan) throws {
    let file = url.relativePath
    func unusable(_ reason: String) -> UnusableFile {
      UnusableFile(file: file, reason: reason + "; delete the file to begin anew")
    }
    let stored: Safetensors
    do {
      stored = try Safetensors(Data(contentsOf: url), file: file)
    } catch let error as WeightsError {
      throw unusable("\(error)")
    } catch {
      throw unusable("it cannot be read: \(error.localizedDescription)")
    }
    let metadata = stored.metadata
    guard metadata["format"] == Self.format, let step = metadata["step"].flatMap({ Int($0) }),
      let seed = metadata["seed"].flatMap({ UInt64($0) }), let clipping = metadata["clipping"]?.numbers,
      let losses = metadata["losses"]?.numbers, losses.count == 2, let count = Int(exactly: losses[1])
    else { throw unusable("it is no checkpoint of this version of dpaudit train") }
    try Self.check(metadata, against: plan) { unusable("the checkpoint is of another training: \($0)") }
    let fresh = TrainingRun(
      plan.trainer, on: TrainingRecords(dataset: plan.training, candidates: []), with: [],
      in: TrialIdentity(seed: seed, index: 0),
      using: TrainingMemory(plan.trainer.network, augmentation: plan.trainer.augmentation)
    ).state
    let optimiser = fresh.optimiser.indices.compactMap { stored["optimiser.\($0)"]?.values }
    let average = stored["average"]?.values
    let length = fresh.parameters.count
    guard let parameters = stored["parameters"]?.values, (1...plan.mechanism.steps).contains(step),
      optimiser.count == fresh.optimiser.count, (average == nil) == (fresh.average == nil),
      clipping.count == fresh.clipping.count,
      ([parameters] + optimiser + (average.map { [$0] } ?? [])).allSatisfy({ $0.count == length })
    else { throw unusable("the checkpoint is damaged: it lacks what this training has to remember") }
    state = TrainingState(
      stepsTaken: step, parameters: parameters, optimiser: optimiser, clipping: clipping, average: average)
    self.seed = seed
    self.losses = LossSum(sum: losses[0], count: count)
  }

  /// Refuses a checkpoint of something else, and warns of one whose last bits may differ.
  private static func check(
    _ metadata: [String: String], against plan: TrainingPlan, _ other: (String) -> UnusableFile
  ) throws {
    let own = try plan.identity
    if let difference = try? jsonDifference(
      from: metadata["specification"] ?? "{}", to: own["specification"] ?? "{}")
    {
      throw other(difference)
    }
    guard metadata["data"] == own["data"] else { throw other("the data have changed") }
    for (key, what) in [("build", "build of dpaudit"), ("kernels", "family of matrix kernels")]
    where metadata[key] != own[key] {
      note("warning: another \(what) goes on with this training; its last bits may differ")
    }
  }
}

extension TrainingPlan {
  /// What the weights depend on.
  fileprivate var identity: [String: String] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return [
        "specification": String(decoding: try encoder.encode(specification), as: UTF8.self),
        "data": String(training.fingerprint, radix: 16) + (test.map { " \(String($0.fingerprint, radix: 16))" } ?? ""),
        "build": try buildIdentity(), "kernels": "OpenBLAS \(OpenBLAS.kernelFamily)",
      ]
    }
  }
}

extension String {
  /// The numbers between blanks; nil where something else is among them.
  fileprivate var numbers: [Double]? {
    let words = split(separator: " ")
    let numbers = words.compactMap { Double($0) }
    return numbers.count == words.count ? numbers : nil
  }
}

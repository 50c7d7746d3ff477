internal import Foundation
internal import Learning
internal import NumericalCore
internal import PrivacyModel
internal import Reporting

/// A training under way.
struct TrainingSession {
  private let plan: TrainingPlan
  private let files: TrainingFiles
  private let every: Int
  private let isQuiet: Bool
  private let seed: UInt64
  private let run: TrainingRun
  private let evaluation: NetworkEvaluation?
  private let metricsFile: FileHandle
  private var losses: TrainingCheckpoint.LossSum
  private var metrics: TrainingMetrics?

  /// - Parameters:
  ///   - checkpoint: Of this plan; nil begins anew.
  ///   - every: Steps from one line of metrics, and checkpoint, to the next.
  /// - Throws: `UnwritableFile`, or `EntropyError`.
  init(
    _ plan: TrainingPlan, _ files: TrainingFiles, from checkpoint: TrainingCheckpoint?, every: Int, isQuiet: Bool
  ) throws {
    (self.plan, self.files, self.every, self.isQuiet) = (plan, files, every, isQuiet)
    let trainer = plan.trainer
    seed = try checkpoint?.seed ?? plan.newSeed()
    run = TrainingRun(
      trainer, on: TrainingRecords(dataset: plan.training, candidates: []), with: [],
      in: TrialIdentity(seed: seed, index: 0),
      using: TrainingMemory(trainer.network, augmentation: trainer.augmentation))
    if let checkpoint { run.resume(from: checkpoint.state) }
    losses = checkpoint?.losses ?? TrainingCheckpoint.LossSum()
    evaluation = plan.test.map { NetworkEvaluation(of: trainer.network, on: $0) }
    let lines = try keptMetrics(files.metrics, upTo: run.stepsTaken)
    metrics = lines.last?.metrics
    try replaceDurably(files.metrics, with: Data(lines.map { $0.text + "\n" }.joined().utf8))
    do {
      metricsFile = try FileHandle(forWritingTo: files.metrics)
      try metricsFile.seekToEnd()
    } catch {
      throw UnwritableFile(file: files.metrics.relativePath, reason: error.localizedDescription)
    }
  }

  /// Takes the steps that are left, and writes what comes of them.
  ///
  /// - Parameter claim: The text of the claim file; nil writes none.
  /// - Throws: `TrainingStopped`, `UnwritableFile`, `AccountingError`.
  mutating func finish(claim: String?) throws -> TrainingOutcome {
    let (steps, start) = (plan.mechanism.steps, run.stepsTaken)
    if start > 0, !isQuiet { note("\(files.checkpoint.relativePath) holds \(start) of \(steps) steps already") }
    let progress = ProgressReporter(total: steps, finished: start, isQuiet: isQuiet, unit: "steps")
    defer { progress.end() }
    while run.stepsTaken < steps {
      if Interruption.isRequested {
        try keep()
        throw TrainingStopped.interrupted(
          step: run.stepsTaken, of: steps, checkpoint: files.checkpoint.relativePath)
      }
      try takeStep()
      guard run.stepsTaken % every == 0 || run.stepsTaken == steps else {
        progress.add(1)
        continue
      }
      let line = try measure()
      progress.add(1, detail: progressDetail(line))
      try keep()
    }
    let outcome = try write(claim: claim)
    try? FileManager.default.removeItem(at: files.checkpoint)
    return outcome
  }

  private mutating func takeStep() throws {
    let step = run.stepsTaken
    // A sum over zeros is 0, unless one of them came of something that is not finite.
    var zero: Float = 0
    do {
      if let loss = try run.takeStep(watchedBy: { update in for value in update { zero += 0 * value } }) {
        losses.sum += loss
        losses.count += 1
      }
    } catch let error as TrainingError {
      throw TrainingStopped.failed(name: plan.specification.name, reason: "\(error)")
    }
    guard zero == 0 else {
      throw TrainingStopped.failed(
        name: plan.specification.name, reason: "\(TrainingError.notFinite(step: step))")
    }
  }

  /// Writes a line of metrics.
  private mutating func measure() throws -> TrainingMetrics {
    let quality = evaluation?.quality(at: run.result)
    let line = TrainingMetrics(
      step: run.stepsTaken, trainingLoss: losses.mean, testLoss: quality?.loss, testAccuracy: quality?.accuracy,
      epsilon: try plan.epsilon(after: run.stepsTaken), delta: plan.specification.budget?.delta)
    losses = TrainingCheckpoint.LossSum()
    metrics = line
    do {
      try metricsFile.write(contentsOf: Data((try jsonLine(line) + "\n").utf8))
    } catch {
      throw UnwritableFile(file: files.metrics.relativePath, reason: error.localizedDescription)
    }
    return line
  }

  private func keep() throws {
    guard run.stepsTaken > 0 else { return }
    try TrainingCheckpoint(state: run.state, seed: seed, losses: losses).write(to: files.checkpoint, of: plan)
  }

  private func write(claim: String?) throws -> TrainingOutcome {
    let (specification, network) = (plan.specification, plan.trainer.network)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var metadata = [
      "producer": "dpaudit \(toolVersion)", "name": specification.name,
      "model": String(decoding: try encoder.encode(plan.mechanism.model), as: UTF8.self),
      "features": "\(network.features)", "classes": "\(network.classes)", "steps": "\(plan.mechanism.steps)",
      "layout":
        "dense (inputs, outputs); convolution (height, width, inputs, outputs); images (height, width, channels)",
    ]
    if let accountant = plan.privacy?.accountant {
      metadata["epsilon"] = "\(accountant.epsilon)"
      metadata["delta"] = "\(accountant.delta)"
      metadata["adjacency"] = accountant.adjacency.rawValue
    }
    try replaceDurably(files.weights, with: Safetensors(network.tensors(of: run.result), metadata: metadata).encoded)
    if let claim { try replaceDurably(files.claim, with: Data(claim.utf8)) }
    guard let metrics else { preconditionFailure("the last step has a line of metrics") }
    return TrainingOutcome(
      name: specification.name, steps: plan.mechanism.steps, records: plan.training.count,
      parameters: network.parameterCount, privacy: plan.privacy, randomness: specification.randomness,
      metrics: metrics, testRecords: plan.test?.count, weightsFile: files.weights.relativePath,
      metricsFile: files.metrics.relativePath, claimFile: claim.map { _ in files.claim.relativePath })
  }
}

extension TrainingPlan {
  /// The seed of batches and initial parameters.
  fileprivate func newSeed() throws -> UInt64 {
    guard specification.randomness == .secure else { return specification.seed }
    let words = try ChaCha20.Key.fromOperatingSystem().words
    return UInt64(words[0]) | UInt64(words[1]) << 32
  }
}

/// The lines of an earlier run up to `step`.
private func keptMetrics(_ file: URL, upTo step: Int) throws -> [(text: String, metrics: TrainingMetrics)] {
  guard step > 0, let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
  return text.split(separator: "\n").compactMap { line in
    guard let metrics = try? JSONDecoder().decode(TrainingMetrics.self, from: Data(line.utf8)), metrics.step <= step
    else { return nil }
    return (String(line), metrics)
  }
}

/// A training that ends before its last step.
enum TrainingStopped: Error, CustomStringConvertible {
  case interrupted(step: Int, of: Int, checkpoint: String)
  case failed(name: String, reason: String)

  var description: String {
    switch self {
    case .interrupted(let step, let steps, let checkpoint):
      step > 0
        ? "interrupted after \(step) of \(steps) steps, which are in \(checkpoint); the same command with --resume goes "
          + "on from there"
        : "interrupted before the first step"
    case .failed(let name, let reason): "\(name): \(reason)"
    }
  }
}

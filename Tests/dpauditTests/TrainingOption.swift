import Foundation
import PrivacyModel
import Testing

/// A way to train, on 23 records with a candidate beside them, and what it is to the accountants.
struct TrainingOption: CustomTestStringConvertible {
  let name: String
  /// Lines of the mechanism in place of those of `defaults` with the same key.
  let lines: [String: String]
  /// Worked out by hand.
  let event: MechanismEvent
  let expectedBatchSize: Double

  var testDescription: String { name }

  init(
    _ name: String, _ lines: [String: String], _ event: MechanismEvent = Self.poisson, batch: Double = 0.25 * 23
  ) {
    (self.name, self.lines, self.event, expectedBatchSize) = (name, lines, event, batch)
  }

  private static let defaults = [
    "kind": "dp-sgd", "model": "{kind: softmax-regression}", "noiseMultiplier": "2", "clipNorm": "1",
    "samplingProbability": "0.25", "steps": "10", "learningRate": "0.5",
  ]

  /// - Parameter claim: A stated ε; that of the accountant where nil.
  func specification(claim epsilon: Double? = nil) -> String {
    var mechanism = Self.defaults.merging(lines) { $1 }
    if lines["sampler"] != nil { mechanism["samplingProbability"] = nil }
    if lines["clipping"] != nil { mechanism["clipNorm"] = nil }
    return """
      name: option
      seed: 11
      data: {format: csv, file: tiny.csv}
      mechanism:
      \(mechanism.sorted { $0.key < $1.key }.map { "  \($0): \($1)" }.joined(separator: "\n"))
      canary: {kind: gradient}
      attack: {kind: gradient-projection}
      game: {trialsPerWorld: 150}
      claim: {delta: 1e-5\(epsilon.map { ", epsilon: \($0)" } ?? "")}
      """
  }

  /// 23 records of four features, which are also images of 2 × 2, in two classes.
  static let data =
    "a,b,c,d,label\n"
    + (0..<23).map { "\($0 % 5),\($0 % 3),\($0 % 7),\($0 % 2),\($0 % 2)" }.joined(separator: "\n") + "\n"
}

extension TrainingOption {
  private static let noise = MechanismEvent.gaussian(noiseMultiplier: 2)
  /// Ten steps, each on a quarter of the records.
  static let poisson = MechanismEvent.selfComposed(.poissonSampled(samplingProbability: 0.25, noise), count: 10)

  static let samplers = [
    TrainingOption("poisson", [:]),
    // 24 records at most make four batches of six; ten steps begin three epochs.
    TrainingOption(
      "shuffled", ["sampler": "{kind: shuffled, batchSize: 6}"],
      .selfComposed(.shuffled(batches: 4, noise), count: 3), batch: 23 / 4),
    TrainingOption(
      "fixed-size", ["sampler": "{kind: fixed-size, batchSize: 6}"],
      .selfComposed(.sampledWithoutReplacement(batchSize: 6, populationSize: 24, noise), count: 10), batch: 6),
    TrainingOption(
      "balls-and-bins", ["sampler": "{kind: balls-and-bins, batchesPerEpoch: 5}"],
      .selfComposed(.ballsAndBins(batches: 5, noise), count: 2), batch: 23 / 5),
    // The first of four blocks has its turn in steps 0, 4 and 8.
    TrainingOption(
      "cyclic-poisson", ["sampler": "{kind: cyclic-poisson, blocks: 4, samplingProbability: 0.5}"],
      .dominated(by: .selfComposed(.poissonSampled(samplingProbability: 0.5, noise), count: 3)), batch: 23 / 8),
    TrainingOption(
      "cyclic-poisson of one block", ["sampler": "{kind: cyclic-poisson, blocks: 1, samplingProbability: 0.25}"]),
    TrainingOption("full-batch", ["sampler": "{kind: full-batch}"], .selfComposed(noise, count: 10), batch: 23),
  ]

  static let clippings = [
    TrainingOption("automatic", ["clipping": "{kind: automatic, clipNorm: 1}"]),
    // However the layers share the clip norm, the whole gradient has no more.
    TrainingOption(
      "per-layer",
      [
        "model": "{kind: multilayer-perceptron, hiddenUnits: [3], activation: tanh}",
        "clipping": "{kind: per-layer, clipNorm: 1, shares: [1, 3]}",
      ]),
    // 1/1.25² + 1/(5/3)² = 0.8² + 0.6² = 1: gradients and count together have a noise multiplier of 1.
    TrainingOption(
      "adaptive",
      [
        "noiseMultiplier": "1.25",
        "clipping": "{kind: adaptive, clipNorm: 1, countNoiseMultiplier: 1.6666666666666667}",
      ], .selfComposed(.poissonSampled(samplingProbability: 0.25, .gaussian(noiseMultiplier: 1)), count: 10)),
  ]

  static let noises = [
    // Trees of 4, 4 and 2 steps, whose first steps are in 3, 3 and 2 nodes.
    TrainingOption(
      "tree", ["sampler": "{kind: shuffled, batchSize: 6}", "noise": "{kind: tree}"],
      .dominated(by: .gaussian(noiseMultiplier: 2 / 8.0.squareRoot())), batch: 23 / 4),
    // Every step has every record and a tree of its own.
    TrainingOption(
      "tree of one step", ["sampler": "{kind: balls-and-bins, batchesPerEpoch: 1}", "noise": "{kind: tree}"],
      .gaussian(noiseMultiplier: 2 / 10.0.squareRoot()), batch: 23),
    // C has 1 on the diagonal and 1/2 below. Ten equal contributions: a row of 1 and nine of 3/2.
    TrainingOption(
      "banded-matrix on all records", ["sampler": "{kind: full-batch}", "noise": "{kind: banded-matrix, bands: 2}"],
      .gaussian(noiseMultiplier: 2 / 21.25.squareRoot()), batch: 23),
    // One contribution in each of three epochs, at worst in steps that follow each other: rows of 1, 3/2, 3/2 and 1/2.
    TrainingOption(
      "banded-matrix on shuffled batches",
      ["sampler": "{kind: shuffled, batchSize: 6}", "noise": "{kind: banded-matrix, bands: 2}"],
      .dominated(by: .gaussian(noiseMultiplier: 2 / 5.75.squareRoot())), batch: 23 / 4),
    // Turns four steps apart: each is a sample of a release whose sensitivity is the norm of a column, √(1 + 1/4).
    TrainingOption(
      "banded-matrix on blocks in turn",
      [
        "sampler": "{kind: cyclic-poisson, blocks: 4, samplingProbability: 0.5}",
        "noise": "{kind: banded-matrix, bands: 2}",
      ],
      .dominated(
        by: .selfComposed(
          .poissonSampled(samplingProbability: 0.5, .gaussian(noiseMultiplier: 2 / 1.25.squareRoot())), count: 3)),
      batch: 23 / 8),
  ]

  /// What comes after the noise, or before the gradient is clipped, spends nothing.
  static let free = [
    TrainingOption("momentum", ["optimiser": "{kind: momentum, momentum: 0.9}"]),
    TrainingOption("nesterov", ["optimiser": "{kind: nesterov, momentum: 0.9}"]),
    TrainingOption("adam", ["optimiser": "{kind: adam}"]),
    TrainingOption("corrected-adam", ["optimiser": "{kind: corrected-adam, floor: 0.001}"]),
    TrainingOption("cosine", ["schedule": "{kind: cosine, warmUpSteps: 2}"]),
    TrainingOption("step", ["schedule": "{kind: step, every: 3, factor: 0.5}"]),
    TrainingOption("exponential", ["averaging": "{kind: exponential, decay: 0.5}"]),
    TrainingOption("tail", ["averaging": "{kind: tail, firstStep: 4}"]),
    TrainingOption(
      "augmentation",
      [
        "model": "{kind: softmax-regression, image: [2, 2, 1]}",
        "augmentation": "{copies: 3, shift: 1, flips: true}",
      ]),
  ]

  static let all = samplers + clippings + noises + free
}

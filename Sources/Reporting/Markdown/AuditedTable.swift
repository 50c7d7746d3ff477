internal import Foundation
internal import PrivacyModel

/// The mechanism, its data, the canary, the adversary and the attack in words.
func auditedTable(_ outcome: AuditOutcome) -> String {
  let (specification, game) = (outcome.specification, outcome.specification.game)
  let coins =
    switch game.coins {
    case .fair where game.candidates > 1: "an independent fair coin for every candidate of every trial"
    case .fair: "an independent fair coin for every trial"
    case .balanced: "pairs of trials take opposite sides, by a fair coin for each pair"
    case .lifted:
      "pairs of trials take opposite worlds, by a fair coin for each pair; a random "
        + "\(countText(liftedCandidates(game.candidates, in: .included))) of the candidates are in the data of one, one "
        + "fewer in that of the other"
    }
  return table(
    ["", ""],
    specification.mechanism.rows + (outcome.worker?.rows ?? [])
      + [
        specification.data.map { ["Data", $0.words] },
        outcome.data.map { ["Records besides the canary", $0.words] },
      ].compactMap(\.self)
      + [
        [
          "Canary",
          specification.canary.words + (game.candidates == 1 ? "" : "; \(countText(game.candidates)) in a trial"),
        ],
        [
          "Neighbours",
          game.neighbours.words
            + (specification.claim.groupSize == 1
              ? "" : "; each candidate is \(countText(specification.claim.groupSize)) equal records"),
        ],
        ["Adversary", specification.threat.words],
        ["Attack", specification.attack.words(on: specification.canary.kind)],
        ["Game", "\(trialsText(game.trials)); \(coins)"],
      ])
}

func trialsText(_ count: Int) -> String { "\(countText(count)) trial\(count == 1 ? "" : "s")" }

/// A deliberate defect, which nobody may overlook; nil where there is none.
func faultStatement(_ mechanism: MechanismSpecification) -> String? {
  let (name, words, isClaimed): (String?, String?, Bool) =
    switch mechanism {
    case .dpSGD(let training):
      (training.fault?.rawValue, training.fault?.description.words, training.fault?.description.part == .accounting)
    case .query(let query): (query.fault?.rawValue, query.fault?.description.words, false)
    case .gaussianSum, .laplaceSum, .gaussianVectorSum, .external: (nil, nil, false)
    }
  guard let name, let words else { return nil }
  return "**A known fault was put into the mechanism on purpose** (\(code(name))): \(words). The mechanism "
    + (isClaimed
      ? "claims what its faulty accountant says." : "goes on claiming what it would claim without the fault.")
}

extension MechanismSpecification {
  fileprivate var rows: [[String]] {
    switch self {
    case .dpSGD(let specification):
      [
        [
          "Mechanism",
          "DP-SGD with \(specification.sampler.words)"
            + (specification.fault == nil ? "" : ", **with a fault put in on purpose**"),
        ],
        ["Model", specification.model.words],
        ["Noise multiplier", exactText(specification.noiseMultiplier)],
        ["Clip norm", exactText(specification.clipNorm)],
      ] + (specification.samplingProbability.map { [["Sampling probability", exactText($0)]] } ?? []) + [
        ["Steps", countText(specification.steps)],
        ["Learning rate", exactText(specification.learningRate)],
      ] + specification.particulars
    case .gaussianSum(let specification): specification.rows(noise: "Gaussian")
    case .laplaceSum(let specification): specification.rows(noise: "Laplace")
    case .gaussianVectorSum(let specification):
      [
        ["Mechanism", "sums of vectors, with Gaussian noise"],
        ["Noise multiplier", exactText(specification.noiseMultiplier)],
        ["Clip norm", exactText(specification.clipNorm)],
        ["Dimensions", countText(specification.dimensions)],
        ["Steps", countText(specification.steps)],
        [
          "Noise drawn",
          specification.draws == .all
            ? "every coordinate" : "along the canary alone, which gives the score the same law",
        ],
      ]
    case .query(let specification): specification.rows
    case .external(let worker):
      [
        ["Mechanism", "a worker: \(code(worker.command.joined(separator: " ")))"],
        ["Parameters", code(worker.parameters.excerpt)],
        ["Trials in a block", countText(worker.blockSize)],
      ] + (worker.event.map { [["What it does, as its authors say", $0.words]] } ?? [])
    }
  }
}

extension WorkerRecord {
  fileprivate var rows: [[String]] {
    let libraries = statement.libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [
      ["Worker", escaped("\(statement.name) \(statement.version)")],
      ["Libraries", libraries.isEmpty ? "none named" : escaped(libraries.joined(separator: ", "))],
      [
        "Output",
        statement.output.words
          + (statement.isSeeded ? ", a function of the trial's seed" : ", of randomness of its own"),
      ],
    ]
  }
}

extension NoisySumSpecification {
  fileprivate func rows(noise: String) -> [[String]] {
    [
      ["Mechanism", "the sum of clamped records, with \(noise) noise"],
      ["Noise multiplier", exactText(noiseMultiplier)],
      ["Bound of a record", exactText(bound)],
      ["Records besides the canary", countText(records.count)],
    ]
  }
}

extension ModelSpecification {
  fileprivate var words: String {
    let name =
      switch architecture {
      case .softmaxRegression: "softmax regression"
      case .multilayerPerceptron(let hiddenUnits, let activation):
        "multilayer perceptron, hidden units \(hiddenUnits.map(countText).joined(separator: ", ")), "
          + activation.rawValue
      case .labelOnlyCNN: "four convolutions and a dense layer (label-only CNN)"
      case .leNet: "LeNet-5"
      case .residual(let blocks, let channels):
        "residual network with group normalisation, 3 stages of \(countText(blocks)), from \(countText(channels)) channels"
      case .layers(let layers): "\(layers.map(\.kind.rawValue).joined(separator: ", ")), dense onto the classes"
      }
    return name + (image.map { " on \($0)" } ?? "") + (loss == .crossEntropy ? "" : ", \(loss.rawValue) loss")
  }
}

extension JSONValue {
  /// As JSON on one line, cut short where it is long.
  var excerpt: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { return "" }
    let text = String(decoding: data, as: UTF8.self)
    return text.count <= 200 ? text : "\(text.prefix(200))…"
  }
}

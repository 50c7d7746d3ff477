internal import PrivacyModel

/// The mechanism, its data, the canary and the attack in words.
func auditedTable(_ outcome: AuditOutcome) -> String {
  let (specification, game) = (outcome.specification, outcome.specification.game)
  let coins =
    switch game.coins {
    case .fair: "an independent fair coin for every trial"
    case .balanced: "pairs of trials take opposite sides, by a fair coin for each pair"
    }
  return table(
    ["", ""],
    specification.mechanism.rows
      + [
        specification.data.map { ["Data", $0.words] },
        outcome.data.map { ["Records besides the canary", $0.words] },
      ].compactMap(\.self)
      + [
        ["Canary", specification.canary.words],
        ["Attack", specification.attack.words],
        ["Game", "\(countText(game.trials)) trials; \(coins)"],
      ])
}

/// A deliberate defect, which nobody may overlook; nil where there is none.
func faultStatement(_ mechanism: MechanismSpecification) -> String? {
  guard case .dpSGD(let specification) = mechanism, let fault = specification.fault else { return nil }
  return "**A known fault was put into the mechanism on purpose** (\(code(fault.rawValue))): \(fault.words). The "
    + "mechanism goes on claiming what it would claim without the fault."
}

extension FaultName {
  fileprivate var words: String {
    switch self {
    case .noiseDividedByBatchSize: "its noise is divided by the batch size"
    }
  }
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
    case .gaussianSum(let specification):
      [
        ["Mechanism", "the sum of clamped records, with Gaussian noise"],
        ["Noise multiplier", exactText(specification.noiseMultiplier)],
        ["Bound of a record", exactText(specification.bound)],
        ["Records besides the canary", countText(specification.records.count)],
      ]
    }
  }
}

extension ModelSpecification {
  fileprivate var words: String {
    guard !hiddenUnits.isEmpty else { return "softmax regression" }
    let layers = hiddenUnits.map(countText).joined(separator: ", ")
    return "multilayer perceptron, hidden units \(layers), \(activation.rawValue)"
  }
}

extension CanarySpecification {
  fileprivate var words: String {
    switch self {
    case .mislabelled(let record): "record \(record) of the dataset, its label moved to the next class"
    case .gradient(.quietestCoordinate):
      "a gradient of exactly the clip norm, along the coordinate that the other records disturb the least"
    case .gradient(.random): "a gradient of exactly the clip norm, in a random direction drawn once for the audit"
    case .value(let value): "a record of value \(exactText(value))"
    }
  }
}

extension AttackSpecification {
  fileprivate var words: String {
    switch self {
    case .loss: "black box: the adversary sees the final model; the score is minus the canary's loss"
    case .gradientProjection:
      "white box: the adversary sees every noisy update; the score reads them along the canary's gradient"
    case .output: "the adversary sees the mechanism's output; the score is the output itself"
    }
  }
}

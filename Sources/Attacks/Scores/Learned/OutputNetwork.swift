internal import Learning
internal import NumericalCore
internal import PrivacyModel

/// A network on the features of an output, with one hidden layer or none, whose outcome is the log-odds of membership.
package struct OutputNetwork: Sendable {
  private let features: OutputFeatures
  /// 0 for logistic regression.
  private let hiddenUnits: Int
  private let parameters: [Double]
  private let network: Network

  /// Whether Newton's method takes seconds a step at most: its work grows with the square of the features.
  private static func suitsNewton(features: Int, examples: Int) -> Bool {
    features <= 1000 && Double(examples) * Double(features * features) <= 1e10
  }

  /// - Throws: `TrainingError`.
  init(hiddenUnits: Int, of examples: [(ExternalOutput, Membership)], seed: UInt64) throws {
    let features = OutputFeatures(of: examples.map(\.0))
    let network = try Network(hiddenUnits: hiddenUnits, features: features.count)
    let table = Matrix(
      rows: examples.count, columns: features.count, elements: examples.flatMap { features.standardised($0.0) })
    let labels = examples.map { $0.1 == .included ? Int32(1) : 0 }
    (self.features, self.hiddenUnits, self.network) = (features, hiddenUnits, network)
    if hiddenUnits == 0, Self.suitsNewton(features: features.count, examples: examples.count) {
      parameters = logisticRegression(table, labels)
    } else {
      // Of many features, Adam would at first move all weights alike. The rate is half of what is stable whatever the features.
      let optimiser: any Optimiser =
        hiddenUnits == 0
        ? SGD(learningRate: LearningRate(4 / Double(features.count + 1))) : Adam(learningRate: LearningRate(0.01))
      parameters = try network.fittedInBatches(
        to: Dataset(features: table, labels: labels, classes: 2), by: optimiser, seed: seed
      )
      .map(Double.init)
    }
  }

  func logOdds(of output: ExternalOutput) -> Double {
    network.outputs(for: features.standardised(output), parameters: parameters)[0]
  }
}

extension Network {
  fileprivate init(hiddenUnits: Int, features: Int) throws {
    try self.init(
      ModelSpecification(
        hiddenUnits == 0 ? .softmaxRegression : .multilayerPerceptron(hiddenUnits: [hiddenUnits], activation: .tanh),
        loss: .logistic),
      features: features, classes: 2)
  }
}

extension OutputNetwork: Hashable {
  package static func == (one: OutputNetwork, other: OutputNetwork) -> Bool {
    one.features == other.features && one.hiddenUnits == other.hiddenUnits && one.parameters == other.parameters
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(features)
    hasher.combine(parameters)
  }
}

/// As JSON: what the network looks at, its hidden units, and its weights and biases, layer after layer.
extension OutputNetwork: Codable {
  private enum Key: String, CodingKey {
    case features, hiddenUnits, parameters
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    features = try container.decode(OutputFeatures.self, forKey: .features)
    hiddenUnits = try container.decode(Int.self, forKey: .hiddenUnits)
    parameters = try container.decode([Double].self, forKey: .parameters)
    network = try Network(hiddenUnits: hiddenUnits, features: features.count)
    guard parameters.count == network.parameterCount else {
      throw DecodingError.dataCorruptedError(
        forKey: .parameters, in: container,
        debugDescription: "parameters must number \(network.parameterCount), got \(parameters.count)")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(features, forKey: .features)
    try container.encode(hiddenUnits, forKey: .hiddenUnits)
    try container.encode(parameters, forKey: .parameters)
  }
}

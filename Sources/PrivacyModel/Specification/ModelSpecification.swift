/// A classifier: softmax regression without hidden layers, a multilayer perceptron with them.
package struct ModelSpecification: Hashable, Sendable {
  package let hiddenUnits: [Int]
  /// After every hidden layer; `.relu` where there is none for it to act on.
  package let activation: ActivationName

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case softmaxRegression = "softmax-regression"
    case multilayerPerceptron = "multilayer-perceptron"
  }

  package init(hiddenUnits: [Int], activation: ActivationName) throws {
    self.hiddenUnits = try hiddenUnits.enumerated().map { index, units in
      try checked(units, "hiddenUnits[\(index)]", in: 1...1_000_000)
    }
    self.activation = hiddenUnits.isEmpty ? .relu : activation
  }

  package var kind: Kind { hiddenUnits.isEmpty ? .softmaxRegression : .multilayerPerceptron }

  /// The most parameters that a model may have: a few vectors of as many are in memory for each thread.
  package static let mostParameters = 100_000_000

  /// The number of weights and biases on `features` inputs and `classes` outputs; nil where it is beyond counting.
  package func parameterCount(features: Int, classes: Int) -> Int? {
    let sizes = [features] + hiddenUnits + [classes]
    var count = 0
    for (inputs, outputs) in zip(sizes, sizes.dropFirst()) {
      let (parameters, isTooMuch) = (inputs + 1).multipliedReportingOverflow(by: outputs)
      let (sum, isTooMuchInAll) = count.addingReportingOverflow(parameters)
      guard !isTooMuch, !isTooMuchInAll else { return nil }
      count = sum
    }
    return count
  }
}

package enum ActivationName: String, Codable, Sendable, CaseIterable {
  case relu
  case tanh
}

/// As JSON: what a specification file gives.
extension ModelSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, hiddenUnits, activation
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .softmaxRegression: self = try ModelSpecification(hiddenUnits: [], activation: .relu)
    case .multilayerPerceptron:
      let hiddenUnits = try container.decode([Int].self, forKey: .hiddenUnits)
      let activation = try container.decode(ActivationName.self, forKey: .activation)
      self = try decoder.checking { try ModelSpecification(hiddenUnits: hiddenUnits, activation: activation) }
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    guard kind == .multilayerPerceptron else { return }
    try container.encode(hiddenUnits, forKey: .hiddenUnits)
    try container.encode(activation, forKey: .activation)
  }
}

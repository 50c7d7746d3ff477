import SpecificationReading
import Testing

/// Specifications that the tests change in one place.
enum Examples {
  /// Every key of dp-sgd; the line of each is counted on by tests.
  static let dpSGD = """
    name: example
    seed: 18446744073709551615
    data:
      format: csv
      file: data/digits.csv
      labelColumn: label
      scale: 0.0625
      examples: 500
    mechanism:
      kind: dp-sgd
      model:
        kind: multilayer-perceptron
        hiddenUnits: [32, 16]
        activation: tanh
      noiseMultiplier: 1.1
      clipNorm: 1.0
      samplingProbability: 0.1
      steps: 100
      learningRate: 0.5
      fault: noise-divided-by-batch-size
    canary:
      kind: gradient
      direction: random
    attack:
      kind: gradient-projection
    game:
      trialsPerWorld: 1000
      coins: fair
    claim:
      delta: 1e-5
      epsilon: 2
      adjacency: zero-out
    evidence:
      significance: 0.01
      method: split
      selectionFraction: 0.25

    """

  /// Nothing but the required keys of gaussian-sum, in flow style.
  static let gaussianSum = """
    seed: 0
    mechanism: {kind: gaussian-sum, records: [], bound: 1, noiseMultiplier: 1}
    canary: {kind: value, value: 1}
    attack: {kind: output}
    game: {trialsPerWorld: 2}
    claim: {delta: .5}

    """

  static let laplaceSum = gaussianSum.replacing("gaussian-sum", with: "laplace-sum")

  /// Nothing but the required keys of gaussian-vector-sum.
  static let gaussianVectorSum = """
    seed: 0
    mechanism: {kind: gaussian-vector-sum, dimensions: 5, steps: 3, clipNorm: 1, noiseMultiplier: 2}
    canary: {kind: vector}
    attack: {kind: gradient-projection}
    game: {trialsPerWorld: 2}
    claim: {delta: .5}

    """

  /// One of each kind; the last has every key.
  static let queries = [
    "laplace-query", "gaussian-query, calibrationDelta: 1e-6", "noisy-max, noise: exponential",
    "sparse-vector, threshold: .5, mostAbove: 2, fault: never-paid",
  ].map { kind in
    """
    seed: 0
    mechanism: {kind: \(kind), answers: [0, 1, 3], sensitivity: 1, epsilon: 2}
    canary: {kind: effects, effects: [.5, 0, -.5]}
    attack: {kind: likelihood-ratio}
    game: {trialsPerWorld: 2}
    claim: {delta: .5}

    """
  }

  /// `gaussianSum` turned into dp-sgd on the `data` written here.
  static func training(on data: String) -> String {
    """
    seed: 1
    data: \(data)
    mechanism:
      {kind: dp-sgd, model: {kind: softmax-regression}, noiseMultiplier: 1, clipNorm: 1, samplingProbability: 1,
       steps: 1, learningRate: 1}
    canary: {kind: mislabelled}
    attack: {kind: loss}
    game: {trialsPerWorld: 2}
    claim: {delta: 1e-5}

    """
  }
}

/// `text` with the one occurrence of `old` replaced.
func changing(_ old: String, to new: String, in text: String = Examples.dpSGD) -> String {
  precondition(text.components(of: old) == 2, "'\(old)' must occur once in the example")
  return text.replacing(old, with: new)
}

extension String {
  fileprivate func components(of separator: String) -> Int {
    split(separator: separator, omittingEmptySubsequences: false).count
  }
}

/// What reading `text` complains of, without the file; nil where it reads.
func complaint(about text: String) throws -> String? {
  do {
    _ = try readSpecification(text, named: "audits/a.yaml")
    return nil
  } catch let error as SpecificationError {
    let prefix = "audits/a.yaml:"
    #expect(error.description.hasPrefix(prefix))
    return String(error.description.dropFirst(prefix.count))
  }
}

import Attacks
import Foundation
import Learning
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Scores") struct ScoreTests {
  @Test("the gradient projection's score is the log-likelihood ratio of its projections")
  func likelihoodRatio() {
    let (q, sigma, clipNorm, batch) = (0.3, 1.7, 0.5, 20.0)
    let attack = GradientProjectionAttack(
      candidates: 1, noiseMultiplier: sigma, clipNorm: clipNorm, samplingProbability: q, expectedBatchSize: batch)
    func density(_ x: Double, mean: Double) -> Double { exp(-pow((x - mean) / sigma, 2) / 2) }
    for sums in [[0.0], [1, -2, 0.5], [8], [-8, 3], [-60]] {
      let expected = sums.reduce(0) {
        $0 + log((1 - q) * density($1, mean: 0) + q * density($1, mean: 1)) - log(density($1, mean: 0))
      }
      let score = attack.score(sums.map { $0 * clipNorm / batch }, candidate: 0)
      #expect(abs(score - expected) < 1e-12 * max(1, abs(expected)))
    }
  }

  @Test("with full batches it is the sum of the projections, up to scale and offset")
  func fullBatch() {
    let attack = GradientProjectionAttack(
      candidates: 1, noiseMultiplier: 2, clipNorm: 1, samplingProbability: 1, expectedBatchSize: 1)
    #expect(abs(attack.score([0.25, 1, -3], candidate: 0) - (2 * (0.25 + 1 - 3) - 3) / 8) < 1e-12)
    #expect(attack.score([-500], candidate: 0) == -1001.0 / 8)
  }

  @Test("it stays finite where nothing is left of the noise")
  func tinyNoise() {
    let attack = GradientProjectionAttack(
      candidates: 2, noiseMultiplier: 1e-3, clipNorm: 1, samplingProbability: 0.1, expectedBatchSize: 1)
    let scores = (0..<2).map { attack.score([1, 0, 1, 0], candidate: $0) }
    #expect(scores[0] > 1e5 && scores[1] < 0 && scores.allSatisfy(\.isFinite))
  }

  @Test("the output attack looks where the candidate pushes")
  func outputAttack() {
    let attack = OutputAttack(candidates: [2, -2])
    #expect(attack.score(5, candidate: 0) == 5 && attack.score(5, candidate: 1) == -5)
  }

  @Test("the loss attack scores minus the cross-entropy, and resolves losses far below single precision")
  func lossAttack() throws {
    let network = try Network(ModelSpecification(.softmaxRegression), features: 1, classes: 2)
    let attack = LossAttack(network: network, candidates: [Example(features: [1], label: 0)])
    // Logits (w, −w): the loss is ln(1 + e^(−2w)).
    #expect(abs(attack.score([0, 0, 0, 0], candidate: 0) + log(2)) < 1e-15)
    #expect(relativeError(of: attack.score([15, -15, 0, 0], candidate: 0), from: -exp(-30)) < 1e-2)
    #expect(attack.score([1e30, -1e30, 0, 0], candidate: 0) == 0)
    #expect(attack.score([-1e30, 1e30, 0, 0], candidate: 0).isFinite)
  }
}

@Suite("Canaries") struct CanaryTests {
  static func dataset() throws -> Dataset {
    try Dataset(
      features: Matrix(rows: 3, columns: 3, elements: [1, 0, 2, 2, 0, 1, 1, 0, 1]), labels: [0, 2, 1], classes: 3)
  }

  static func direction(_ kind: GradientDirection, _ network: Network, seed: UInt64) throws
    -> ParameterDirection
  {
    var stream = RandomStream(seed: seed, trial: 0, purpose: .canary)
    let parameters = network.initialParameters(using: &stream)
    return try gradientCanaryDirection(
      kind, network: network, initialParameters: parameters, dataset: dataset(), using: &stream)
  }

  @Test("a mislabelled canary is its record with the next label, round the end")
  func mislabelled() throws {
    #expect(try mislabelledCanary(record: 1, of: Self.dataset()) == Example(features: [2, 0, 1], label: 0))
    #expect(throws: InvalidValue.self) { try mislabelledCanary(record: 3, of: Self.dataset()) }
  }

  @Test("the quietest coordinate is one that no record's gradient touches", arguments: [[], [4]])
  func quietestCoordinate(hiddenUnits: [Int]) throws {
    let model = try ModelSpecification(hiddenUnits: hiddenUnits, activation: .tanh)
    let network = try Network(model, features: 3, classes: 3)
    let direction = try Self.direction(.quietestCoordinate, network, seed: 1)
    // Feature 1 is always 0, and its weights are the second row of the first layer.
    let row = network.stack.layers[0].output.count
    guard case .coordinate(let index) = direction else {
      Issue.record("expected a coordinate")
      return
    }
    #expect((row..<2 * row).contains(index))
  }

  @Test("a random direction has length 1, and depends on the seed alone")
  func randomDirection() throws {
    let model = try ModelSpecification(hiddenUnits: [4], activation: .relu)
    let network = try Network(model, features: 3, classes: 3)
    let directions = try [1, 1, 2].map {
      try Self.direction(.random, network, seed: $0)
    }
    guard case .dense(let elements) = directions[0] else {
      Issue.record("expected a dense direction")
      return
    }
    #expect(abs(sumOfSquares(elements, count: elements.count) - 1) < 1e-5)
    #expect(directions[0] == directions[1] && directions[0] != directions[2])
  }
}

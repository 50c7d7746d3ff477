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

@Suite("Attacks on pairs of records") struct PairAttackTests {
  @Test("against the opposite gradient the score is the likelihood ratio of both")
  func opposite() {
    let (q, sigma) = (0.3, 1.7)
    let attack = GradientProjectionAttack(
      candidates: 1, noiseMultiplier: sigma, clipNorm: 1, samplingProbability: q, expectedBatchSize: 1,
      hasOpposite: true)
    func mixture(_ x: Double, _ mean: Double) -> Double {
      (1 - q) * exp(-pow(x / sigma, 2) / 2) + q * exp(-pow((x - mean) / sigma, 2) / 2)
    }
    for sum in [-4.0, -0.5, 0, 1, 3] {
      let expected = log(mixture(sum, 1)) - log(mixture(sum, -1))
      #expect(abs(attack.score([sum], candidate: 0) - expected) < 1e-12)
    }
  }

  @Test("the loss of what took the canary's place counts the other way")
  func counterpart() throws {
    let network = try Network(ModelSpecification(.softmaxRegression), features: 1, classes: 2)
    let (canary, other) = (Example(features: [1], label: 0), Example(features: [1], label: 1))
    let parameters: [Float] = [2, -1, 0.5, 0]
    let attack = LossAttack(network: network, candidates: [canary], counterparts: [other])
    // The difference of both cross-entropies is that of the logits.
    #expect(abs(attack.score(parameters, candidate: 0) - 3.5) < 1e-6)
  }
}

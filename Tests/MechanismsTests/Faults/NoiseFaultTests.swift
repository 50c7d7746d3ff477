import Foundation
import Learning
import Mechanisms
import PrivacyModel
import Testing

@Suite("Faults of the noise") struct NoiseFaultTests {
  static let correct = GaussianNoise(noiseMultiplier: 2)

  /// What a source makes of the sums of consecutive steps of one training, from step 0 on.
  static func noisy(
    _ source: any NoiseSource, _ sums: [[Float]], sensitivity: Float = 1.5, trial: Int = 2
  ) -> [[Float]] {
    let run = source.begin(parameters: sums[0].count, in: TrialIdentity(seed: 1, index: trial))
    return sums.enumerated().map { step, sum in
      var sum = sum
      sum.withUnsafeMutableBufferPointer { run.add(to: $0, sensitivity: sensitivity, step: step) }
      return sum
    }
  }

  static func zeros(steps: Int = 1, parameters: Int = 200) -> [[Float]] {
    [[Float]](repeating: [Float](repeating: 0, count: parameters), count: steps)
  }

  static func isNear(_ first: [Float], _ second: [Float], within tolerance: Float = 1e-5) -> Bool {
    first.count == second.count && zip(first, second).allSatisfy { abs($0 - $1) <= tolerance }
  }

  /// With sensitivity 1.5 and multiplier 2, the variance is 9 where the deviation should be 3.
  @Test("draw the same noise at another size", arguments: [(0, Float(1) / 64), (1, 64), (2, 3)])
  func scaled(number: Int, factor: Float) {
    let sources: [any NoiseSource] = [
      NoiseDividedByBatchSize(Self.correct, batchSize: 64), NoiseOfSumOnMean(Self.correct, batchSize: 64),
      VarianceForDeviation(Self.correct),
    ]
    let sound = Self.noisy(Self.correct, Self.zeros())[0].map { $0 * factor }
    #expect(Self.isNear(Self.noisy(sources[number], Self.zeros())[0], sound, within: 1e-5 * max(1, factor)))
  }

  @Test("leave a layer as it is, and only that")
  func layer() {
    let sum = (0..<10).map(Float.init)
    let faulty = Self.noisy(NoiseMissingOnLayer(Self.correct, layer: 4..<7), [sum])[0]
    let sound = Self.noisy(Self.correct, [sum])[0]
    for index in sum.indices { #expect(faulty[index] == ((4..<7).contains(index) ? sum : sound)[index]) }
  }

  @Test("leave the last step as it is, and only that")
  func lastStep() {
    let faulty = Self.noisy(NoiseMissingOnLastStep(Self.correct, steps: 3), Self.zeros(steps: 3))
    let sound = Self.noisy(Self.correct, Self.zeros(steps: 3))
    #expect(faulty[..<2] == sound[..<2])
    #expect(faulty[2].allSatisfy { $0 == 0 })
  }

  @Test("draw the same in every training, and from a constant in every step")
  func seeds() {
    func steps(_ source: any NoiseSource, _ trial: Int) -> [[Float]] {
      Self.noisy(source, Self.zeros(steps: 2), trial: trial)
    }
    let (constant, step) = (NoiseFromConstantSeed(Self.correct), NoiseFromStepNumber(Self.correct))
    #expect(steps(constant, 1) == steps(constant, 7) && steps(constant, 1)[0] == steps(constant, 1)[1])
    #expect(steps(step, 1) == steps(step, 7) && steps(step, 1)[0] != steps(step, 1)[1])
    #expect(steps(Self.correct, 1)[0] != steps(Self.correct, 7)[0])
  }

  /// 200 trainings draw among 2⁴ seeds: the probability that one of them is left out is below 16 e^−12.
  @Test("draw from a short seed one of as many vectors as it has values, and every one of them")
  func shortSeed() {
    let source = NoiseFromShortSeed(Self.correct, bits: 4)
    let all = source.everyNoise(parameters: 6, at: [5, 1], sensitivity: 1.5)
    #expect(all.count == 16 && Set(all).count == 16)
    let drawn = (0..<200).map { trial -> [Float] in
      let noise = Self.noisy(source, Self.zeros(parameters: 6), trial: trial)[0]
      return [noise[5], noise[1]]
    }
    #expect(Set(drawn) == Set(all))
  }

  @Test("share the noise between the two steps of a pair")
  func halves() {
    let drawn = Self.noisy(NoiseSharedByHalves(Self.correct), Self.zeros(steps: 4))
    #expect(drawn[0] == drawn[1] && drawn[2] == drawn[3] && drawn[0] != drawn[2])
  }

  @Test("leave an empty batch as it is")
  func emptyBatch() {
    let sums: [[Float]] = [[0, 0, 0], [0, 1, 0]]
    let (faulty, sound) = (
      Self.noisy(EmptyBatchWithoutNoise(Self.correct), sums), Self.noisy(Self.correct, sums)
    )
    #expect(faulty[0] == [0, 0, 0] && faulty[1] == sound[1])
  }

  @Test("gather momentum before noise: 1 + m + … + mᵗ")
  func momentum() {
    let silent = MomentumBeforeNoise(GaussianNoise(noiseMultiplier: 0), momentum: 0.5)
    let sums = Self.noisy(silent, [[Float]](repeating: [2, 0], count: 4))
    #expect(sums == [[2, 0], [3, 0], [3.5, 0], [3.75, 0]])
  }

  @Test("clip a sum once: to the clip norm, or to the clip norm times the batch size; a short one stays")
  func sums() {
    let silent = GaussianNoise(noiseMultiplier: 0)
    let accumulated = AccumulatedSumClipped(silent, clipNorm: 2)
    let mean = BatchMeanClipped(silent, clipNorm: 2, batchSize: 3)
    #expect(Self.isNear(Self.noisy(accumulated, [[3e15, 4e15]])[0], [1.2, 1.6]))
    #expect(Self.isNear(Self.noisy(mean, [[30, 40]])[0], [3.6, 4.8]))
    #expect(Self.noisy(accumulated, [[1, 1]])[0] == [1, 1])
    // The noise suits the clip norm, though nothing tells of it: no clipping has an infinite sensitivity.
    let noise = AccumulatedSumClipped(Self.correct, clipNorm: 1.5)
    #expect(Self.noisy(noise, Self.zeros(), sensitivity: .infinity) == Self.noisy(Self.correct, Self.zeros()))
  }
}

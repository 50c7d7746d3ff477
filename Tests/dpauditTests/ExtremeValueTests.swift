import Foundation
import Games
import Learning
import NumericalCore
import PrivacyAccounting
import PrivacyModel
import Testing
import dpaudit

@Suite("Values at the ends of their ranges") struct ExtremeValueTests {
  private static let ends = [1e-15, 1e15]

  private static func specification(
    noiseMultiplier: Double, clipNorm: Double, learningRate: Double, samplingProbability: Double, steps: Int,
    fault: FaultName?
  ) throws -> AuditSpecification {
    try AuditSpecification(
      name: "extreme", seed: 1,
      data: DataSpecification(
        source: .gaussianBlobs(examples: 20, features: 3, classes: 2, spread: 1), scale: 1, examples: nil),
      mechanism: .dpSGD(
        DPSGDSpecification(
          model: ModelSpecification(hiddenUnits: [], activation: .relu), noiseMultiplier: noiseMultiplier,
          clipNorm: clipNorm, samplingProbability: samplingProbability, steps: steps, learningRate: learningRate,
          fault: fault)),
      canary: .gradient(.random), attack: .gradientProjection,
      game: GameSpecification(trialsPerWorld: 2, coins: .balanced),
      claim: ClaimSpecification(epsilon: nil, delta: 1e-5, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(significance: 0.05))
  }

  private static func assemble(_ specification: AuditSpecification) throws -> AssembledGame {
    let data = try #require(specification.data)
    let folder = FileManager.default.temporaryDirectory
    return try AssembledGame(specification, dataset: Dataset.load(data, relativeTo: folder, seed: 1))
  }

  @Test("make games that can be played", arguments: [nil, FaultName.noiseDividedByBatchSize])
  func play(fault: FaultName?) throws {
    for noiseMultiplier in Self.ends {
      for clipNorm in Self.ends {
        for learningRate in Self.ends {
          for samplingProbability in [1e-16, 1] {
            let game = try Self.assemble(
              Self.specification(
                noiseMultiplier: noiseMultiplier, clipNorm: clipNorm, learningRate: learningRate,
                samplingProbability: samplingProbability, steps: 3, fault: fault))
            #expect(try game.game.play(0..<4, isCancelled: { false })?.scores.count == 4)
          }
        }
      }
    }
  }

  @Test("have an account even for the most steps", arguments: [1e-16, 0.5, 1], ends)
  func account(samplingProbability: Double, noiseMultiplier: Double) throws {
    let game = try Self.assemble(
      Self.specification(
        noiseMultiplier: noiseMultiplier, clipNorm: 1, learningRate: 1, samplingProbability: samplingProbability,
        steps: Int(UInt32.max), fault: nil))
    let event = try #require(game.event)
    #expect(try PrivacyAccounting.account(event, delta: 1e-5, adjacency: .addOrRemove).epsilon.isFinite)
  }

  @Test(
    "every fault with every clipping makes a game that can be played, or is refused with what may be put in",
    arguments: FaultName.allCases)
  func faults(fault: FaultName) throws {
    let clippings: [ClippingSpecification] = [
      .flat(clipNorm: 1), .automatic(clipNorm: 1, stabiliser: 0.01), .perLayer(clipNorm: 1, shares: [0.6, 0.8]),
      .adaptive(clipNorm: 1, quantile: 0.5, rate: 0.2, countNoiseMultiplier: 1),
    ]
    for clipping in clippings {
      let specification = try AuditSpecification(
        name: "faulty", seed: 1,
        data: DataSpecification(
          source: .gaussianBlobs(examples: 20, features: 3, classes: 2, spread: 1), scale: 1, examples: nil),
        mechanism: .dpSGD(
          DPSGDSpecification(
            model: ModelSpecification(hiddenUnits: [3], activation: .relu), noiseMultiplier: 1, clipping: clipping,
            sampler: .poisson(samplingProbability: 0.5), steps: 3, learningRate: 0.1, fault: fault)),
        canary: .gradient(.random), attack: .gradientProjection,
        game: GameSpecification(trialsPerWorld: 2, coins: .balanced),
        claim: ClaimSpecification(epsilon: nil, delta: 1e-5, adjacency: .addOrRemove),
        evidence: EvidenceSpecification(significance: 0.05))
      do {
        let game = try Self.assemble(specification).game
        #expect(try game.play(0..<4, isCancelled: { false })?.scores.count == 4)
      } catch let error as InvalidValue {
        #expect(error.key.contains("fault"), "\(error)")
      }
    }
  }
}

import Dispatch
import Evidence
import Foundation
import Games
import Learning
import NumericalCore
import PrivacyAccounting
import PrivacyModel
import Synchronization
import Testing
import dpaudit

/// The game as `dpaudit run` wires it: a gradient canary against full-batch DP-SGD on digits, with a claim of ε = 8 at
/// δ = 1e-5 from the accountant, 2,000 trials in each world, half of them to choose the threshold.
@Suite("White-box audit of full-batch DP-SGD") struct WhiteBoxAuditTests {
  static let steps = 4
  static let significance = 0.05

  static func specification(seed: UInt64) throws -> AuditSpecification {
    let noise = AnalyticGaussian.calibrated(epsilon: 8, delta: 1e-5).noiseMultiplier
    return try AuditSpecification(
      name: "white-box", seed: seed,
      data: DataSpecification(
        source: .csv(path: "data/digits.csv", labelColumn: "label"), scale: 0.0625, examples: 30),
      mechanism: .dpSGD(
        DPSGDSpecification(
          model: ModelSpecification(hiddenUnits: [], activation: .relu),
          noiseMultiplier: noise * Double(steps).squareRoot(), clipNorm: 1, samplingProbability: 1, steps: steps,
          learningRate: 0.5, fault: nil)),
      canary: .gradient(.quietestCoordinate), attack: .gradientProjection,
      game: GameSpecification(trialsPerWorld: 2000, coins: .balanced),
      claim: ClaimSpecification(epsilon: nil, delta: 1e-5, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(
        significance: significance, ledger: [.init(method: .split, significance: significance)]))
  }

  /// Bound ÷ claim in 200 audits of different seeds.
  static func ratios() throws -> [Double] {
    OpenBLAS.useOneThread()
    let folder = CommandLineRun.repository.appending(path: "audits")
    let data = try #require(try specification(seed: 0).data)
    let dataset = try Dataset.load(data, relativeTo: folder, seed: 0)
    let ratios = Mutex<[Int: Double]>([:])
    DispatchQueue.concurrentPerform(iterations: 200) { index in
      do {
        let ratio = try ratio(of: specification(seed: UInt64(1000 + index)), dataset)
        ratios.withLock { $0[index] = ratio }
      } catch {
        Issue.record(error)
      }
    }
    return try (0..<200).map { index in try #require(ratios.withLock { $0[index] }) }
  }

  private static func ratio(of specification: AuditSpecification, _ dataset: Dataset) throws -> Double {
    let assembled = try AssembledGame(specification, dataset: dataset)
    let claimed = try account(#require(assembled.event), delta: 1e-5, adjacency: assembled.adjacency).epsilon
    #expect(abs(claimed - 8) < 1e-6)
    let block = try #require(try assembled.game.play(0..<specification.game.trials, isCancelled: { false }))
    let question = BoundQuestion(delta: 1e-5, adjacency: .addOrRemove, significance: significance)
    let bound = try BoundMethod.split.bound(PreparedScores(MembershipScores([block]), question), question)
    return try #require(bound).epsilon / claimed
  }

  @Test(
    "at a claim of 8 bounds ε at 0.3 of the claim or more on average, and exceeds it in no more than α of 200 audits")
  func isTight() throws {
    let ratios = try Self.ratios()
    let mean = ratios.prefix(20).reduce(0, +) / 20
    print("mean of bound ÷ claim over 20 seeds \(mean), over 200 \(ratios.reduce(0, +) / 200)")
    #expect(mean >= 0.3)
    #expect(ratios.count { $0 > 1 } <= Int(200 * Self.significance))
  }
}

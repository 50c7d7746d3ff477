import Foundation
import PrivacyModel
import SpecificationReading
import Testing

@Suite("The audits that come with the package") struct ShippedAuditTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "audits")

  private static let digits = DataSpecification.Source.csv(path: "data/digits.csv", labelColumn: "label")

  private static func read(_ name: String) throws -> AuditSpecification {
    try readSpecification(at: folder.appending(path: "\(name).yaml"))
  }

  private static func softmaxRegression(fault: FaultName?) throws -> MechanismSpecification {
    .dpSGD(
      try DPSGDSpecification(
        model: ModelSpecification(hiddenUnits: [], activation: .relu), noiseMultiplier: 2, clipNorm: 1,
        samplingProbability: 0.1, steps: 100, learningRate: 0.5, fault: fault))
  }

  private static func specification(
    name: String, seed: UInt64, data: DataSpecification?, mechanism: MechanismSpecification,
    canary: CanarySpecification, attack: AttackSpecification, trialsPerWorld: Int
  ) throws -> AuditSpecification {
    try AuditSpecification(
      name: name, seed: seed, data: data, mechanism: mechanism, canary: canary, attack: attack,
      game: GameSpecification(trialsPerWorld: trialsPerWorld, coins: .balanced),
      claim: ClaimSpecification(epsilon: nil, delta: 1e-5, adjacency: .addOrRemove),
      evidence: EvidenceSpecification(significance: 0.05))
  }

  @Test("all of them are tested here")
  func allAreTested() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".yaml") }
    let tested = ["quickstart", "broken-noise", "gaussian-mechanism", "black-box-loss", "published-claim"]
    #expect(Set(names) == Set(tested.map { "\($0).yaml" }))
  }

  @Test(
    "quickstart and broken-noise differ in the name and the fault",
    arguments: [
      ("quickstart", nil), ("broken-noise", FaultName.noiseDividedByBatchSize),
    ])
  func readsDPSGD(name: String, fault: FaultName?) throws {
    let expected = try Self.specification(
      name: name, seed: 20_260_101, data: DataSpecification(source: Self.digits, scale: 0.0625, examples: nil),
      mechanism: Self.softmaxRegression(fault: fault), canary: .gradient(.quietestCoordinate),
      attack: .gradientProjection, trialsPerWorld: 4000)
    #expect(try Self.read(name) == expected)
  }

  @Test("gaussian-mechanism audits a noisy sum")
  func readsGaussianSum() throws {
    let sum = try NoisySumSpecification(records: [0.2, 0.7, -0.4], bound: 1, noiseMultiplier: 1)
    let expected = try Self.specification(
      name: "gaussian-mechanism", seed: 20_260_102, data: nil, mechanism: .gaussianSum(sum), canary: .value(1),
      attack: .output, trialsPerWorld: 500_000)
    #expect(try Self.read("gaussian-mechanism") == expected)
  }

  @Test("black-box-loss reads the loss on a mislabelled record")
  func readsBlackBox() throws {
    let expected = try Self.specification(
      name: "black-box-loss", seed: 20_260_103,
      data: DataSpecification(source: Self.digits, scale: 0.0625, examples: 500),
      mechanism: Self.softmaxRegression(fault: nil), canary: .mislabelled(record: 0), attack: .loss,
      trialsPerWorld: 4000)
    #expect(try Self.read("black-box-loss") == expected)
  }

  @Test("published-claim asks for the certainty of the published audit, of an outsider")
  func readsPublishedClaim() throws {
    let audit = try Self.read("published-claim")
    guard case .dpSGD(let training) = audit.mechanism else {
      Issue.record("a training")
      return
    }
    #expect(training.fault == .noiseDividedByBatchSize && audit.claim.statement == .epsilon(0.21))
    #expect(audit.threat == ThreatSpecification(.finalLoss) && audit.canary == .outOfDistribution(.blank, label: 3))
    #expect(audit.game.trials == 4000 && audit.evidence.significance == 1e-10 && audit.evidence.stop == .whenRefuted)
  }
}

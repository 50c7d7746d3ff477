import PrivacyAccounting
import PrivacyModel
import Testing

@Suite("What an audit of a training may find") struct TrainingTruthTests {
  private func truth(noise: Double, sampling: Double = 0.25, steps: Int = 20, delta: Double = 1e-5) throws
    -> Alternative
  {
    try alternative(
      of: TrainingParameters(noiseMultiplier: noise, samplingProbability: sampling, steps: steps, batchSize: 50),
      delta: delta)
  }

  @Test("is the Gaussian of its accountant where noise hides who was drawn")
  func noisy() throws {
    guard case .gaussian(let epsilon) = try truth(noise: 4) else {
      Issue.record("noise of multiplier 4 hides a record")
      return
    }
    let statement = try account(
      .dpSGD(noiseMultiplier: 4, samplingProbability: 0.25, steps: 20), delta: 1e-5, adjacency: .addOrRemove)
    #expect(epsilon == statement.lower)
  }

  @Test(
    "is whether the record was ever drawn where noise hides nothing", arguments: [(0.25, 20), (0.004, 100), (1, 1)])
  func noiseless(sampling: Double, steps: Int) throws {
    guard case .rates(let truePositive, let falsePositive) = try truth(noise: 0.02, sampling: sampling, steps: steps)
    else {
      Issue.record("noise of multiplier 0.02 hides nothing")
      return
    }
    var never = 1.0
    for _ in 0..<steps { never *= 1 - sampling }
    #expect(abs(truePositive - (1 - never)) < 1e-4 && falsePositive < 1e-4)
  }

  @Test("of noise divided by the batch size is that of so much less noise")
  func fault() throws {
    let claimed = TrainingParameters(noiseMultiplier: 4, samplingProbability: 0.25, steps: 20, batchSize: 50)
    #expect(FaultName.noiseDividedByBatchSize.truth(of: claimed)?.noiseMultiplier == 4.0 / 50)
    #expect(FaultName.noiseMissingOnLastStep.truth(of: claimed) == nil)
    #expect(throws: InvalidValue.self) { try truth(noise: 4, delta: 0) }
  }
}

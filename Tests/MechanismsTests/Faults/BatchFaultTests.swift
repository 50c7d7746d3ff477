import Learning
import Mechanisms
import PrivacyModel
import Testing

@Suite("Faults of batches and accounting") struct BatchFaultTests {
  private static func batch(_ sampler: any BatchSampler, of count: Int) -> [Int] {
    var batch: [Int] = []
    sampler.batches(of: count, in: TrialIdentity(seed: 1, index: 0)).fill(&batch, step: 0)
    return batch
  }

  @Test("a short batch is filled up with its own records, in turn; a full one and an empty one stay")
  func padding() {
    func padded(_ size: Int) -> PaddedBatchCountedTwice { PaddedBatchCountedTwice(FullBatchSampler(), batchSize: size) }
    #expect(Self.batch(padded(5), of: 3) == [0, 0, 1, 1, 2])
    #expect(Self.batch(padded(7), of: 3) == [0, 0, 0, 1, 1, 2, 2])
    #expect(Self.batch(padded(2), of: 3) == [0, 1, 2])
    #expect(Self.batch(padded(2), of: 0) == [])
    #expect(padded(5).expectedBatchSize(of: 3) == 3)
  }

  @Test("accountants are told of fewer steps, of rarer sampling, and of a divergence without its conditions")
  func accounting() throws {
    let event = try MechanismEvent.dpSGD(noiseMultiplier: 0.5, samplingProbability: 0.2, steps: 10)
    #expect(
      try event.withStepsUndercounted(by: 4)
        == .dpSGD(noiseMultiplier: 0.5, samplingProbability: 0.2, steps: 2))
    #expect(
      try event.withStepsUndercounted(by: 100)
        == .dpSGD(noiseMultiplier: 0.5, samplingProbability: 0.2, steps: 1))
    #expect(
      try event.withSamplingProbability(dividedBy: 10)
        == .dpSGD(noiseMultiplier: 0.5, samplingProbability: 0.02, steps: 10))
    guard case .zeroConcentratedDP(let rho) = event.withOrdersOutsideRange else {
      Issue.record("the divergence is ρα at every order")
      return
    }
    #expect(abs(rho - 10 * 0.04 / 0.25) < 1e-12)
    let other = MechanismEvent.gaussian(noiseMultiplier: 1)
    #expect(other.withStepsUndercounted(by: 4) == other && other.withOrdersOutsideRange == other)
  }
}

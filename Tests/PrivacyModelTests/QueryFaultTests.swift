import Foundation
import PrivacyModel
import Testing

@Suite("What faulty queries do in truth") struct QueryFaultTruthTests {
  private static func truth(
    _ fault: QueryFault, _ algorithm: QuerySpecification.Algorithm
  ) throws -> MechanismEvent? {
    fault.truth(
      of: try QuerySpecification(
        algorithm, answers: [Double](repeating: 0, count: 16), sensitivity: 1, epsilon: 0.5, fault: fault))
  }

  @Test("their ε is a multiple of the claim, or there is none")
  func truths() throws {
    func keeps(_ epsilon: Double) -> MechanismEvent { .approximateDP(epsilon: epsilon, delta: 0) }
    let sparseVector = QuerySpecification.Algorithm.sparseVector(threshold: 0, mostAbove: 3)
    #expect(try Self.truth(.l2Sensitivity, .laplace) == keeps(2))
    #expect(try Self.truth(.spentTwice, .laplace) == keeps(1))
    #expect(try Self.truth(.largestOfRuns, .laplace) == keeps(5))
    #expect(try Self.truth(.floatingPointNoise, .laplace) == nil)
    #expect(try Self.truth(.noiseForCounts, .noisyMax(.exponential)) == keeps(1))
    #expect(try Self.truth(.valueReleased, .noisyMax(.laplace)) == keeps(4))
    #expect(try Self.truth(.valueReleased, .noisyMax(.exponential)) == nil)
    #expect(try Self.truth(.paidForOneAnswer, sparseVector) == keeps(2.375))
    for fault in [QueryFault.valuesReleased, .noQueryNoise, .neverPaid, .noThresholdNoise] {
      #expect(try Self.truth(fault, sparseVector) == nil)
    }
    #expect(
      try Self.truth(.classicalCalibration, .gaussian(delta: 1e-5))
        == .gaussian(noiseMultiplier: (2 * log(1.25e5)).squareRoot() / 0.5))
  }

  @Test("the query without the fault has the sensitivity that its claim needs")
  func withoutFault() throws {
    let faulty = try QuerySpecification(
      .laplace, answers: [Double](repeating: 0, count: 16), sensitivity: 1, epsilon: 0.5, fault: .l2Sensitivity)
    #expect(try faulty.withoutFault.sensitivity == 4 && faulty.withoutFault.fault == nil)
  }
}

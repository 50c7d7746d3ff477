import PrivacyAccounting
import PrivacyModel
import TestSupport
import Testing

import func Foundation.log

@Suite("Moments accountant") struct MomentsAccountantTests {
  @Test("has its closed form without sampling: log δ = λ (λ + 1) / (2σ²) − λε at the best of 32 moments")
  func hasClosedForm() throws {
    for (noiseMultiplier, delta) in [(1.0, 1e-5), (4, 1e-8), (30, 1e-3), (1e3, 1e-9)] {
      let candidates = (1...32).map { moment -> Double in
        let lambda = Double(moment)
        return (lambda + 1) / (2 * noiseMultiplier * noiseMultiplier) - log(delta) / lambda
      }
      let expected = try #require(candidates.min())
      let found = try momentsAccountantEpsilon(.gaussian(noiseMultiplier: noiseMultiplier), delta: delta)
      #expect(relativeError(of: found.epsilon, from: expected) < 1e-11)
    }
  }

  @Test("is weaker than the Rényi accountant", arguments: [0.5, 1.1, 4], [1e-4, 0.01, 0.5])
  func isWeaker(noiseMultiplier: Double, samplingProbability: Double) throws {
    for steps in [1, 100, 100_000] {
      let event = try MechanismEvent.dpSGD(
        noiseMultiplier: noiseMultiplier, samplingProbability: samplingProbability, steps: steps)
      let moments = try accountByMoments(event, delta: 1e-6, adjacency: .addOrRemove)
      let renyi = try accountByRenyi(event, delta: 1e-6, adjacency: .addOrRemove)
      #expect(moments.epsilon > renyi.epsilon)
      #expect(moments.method == .momentsAccountant && renyi.method == .renyi)
    }
  }

  @Test("is for Gaussian steps under add-or-remove only")
  func refusesOthers() throws {
    let event = MechanismEvent.gaussian(noiseMultiplier: 1)
    #expect(throws: AccountingError.unsupportedAdjacency(.replaceOne, of: .gaussian, choose: [.addOrRemove])) {
      try accountByMoments(event, delta: 1e-5, adjacency: .replaceOne)
    }
    #expect(throws: AccountingError.noAccountant(.laplace)) {
      try momentsAccountantEpsilon(.laplace(noiseMultiplier: 1), delta: 1e-5)
    }
    #expect(throws: InvalidValue.self) { try momentsAccountantEpsilon(event, delta: 0) }
  }
}

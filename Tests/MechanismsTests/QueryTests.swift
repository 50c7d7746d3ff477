import Foundation
import Mechanisms
import NumericalCore
import PrivacyModel
import Testing

@Suite("Queries") struct QueryTests {
  private static let pair = NeighbouringAnswers(excluded: [0.5, 2], effects: [1, -1])

  @Test("a block has the releases of its trials one by one")
  func blocks() {
    let mechanism = QueryMechanism(
      LaplaceQuery(epsilon: 1, sensitivity: 2, answers: 2), on: Self.pair, event: .laplace(noiseMultiplier: 1))
    let memberships = (0..<70).map { $0 % 3 == 1 ? Membership.included : .excluded }
    let block = mechanism.observe(memberships, trials: 10..<80, seed: 3)
    #expect(
      block == (10..<80).map { mechanism.observe([memberships[$0 - 10]], in: TrialIdentity(seed: 3, index: $0)) })
  }

  @Test(
    "the grid of Laplace noise keeps the claimed ε, and rounding costs less than two parts in a hundred of noise",
    arguments: [(0.01, 1.0, 1), (1, 1, 1), (1, 0.3, 16), (20, 7, 3)])
  func grid(epsilon: Double, sensitivity: Double, answers: Int) {
    let grid = LaplaceGrid(epsilon: epsilon, sensitivity: sensitivity, answers: answers)
    #expect(grid.granularity.significand == 1)
    #expect(abs(Double(grid.sensitivity) / grid.scale / epsilon - 1) < 1e-12)
    let excess = grid.scale * grid.granularity * epsilon / sensitivity
    #expect(excess >= 1 && excess < 1.02)
  }

  /// The number of each kind has standard deviation below 71 in 20,000.
  @Test("one release of floating-point noise often tells for certain where it came from")
  func floatingPoint() {
    let query = InverseLaplaceQuery(scale: 1)
    var certain = 0
    for index in 0..<20_000 {
      var stream = RandomStream(seed: 8, trial: index, purpose: .noise)
      let release = query.release([0], using: &stream)[0]
      #expect(query.noise.reaches(release, from: 0))
      if !query.noise.reaches(release, from: 1) { certain += 1 }
    }
    #expect(certain > 8000)
  }

  /// Where the classical formula has too little noise, by the exact δ of Gaussian noise (Theorem 8 of arXiv:1805.06530v2).
  @Test(
    "the classical calibration holds up to ε = 8.4 at δ = 1e-5 and fails beyond",
    arguments: [0.5, 1, 4, 8.41, 8.43, 20])
  func classicalCalibration(epsilon: Double) {
    let query = GaussianQuery(classicalEpsilon: epsilon, delta: 1e-5, sensitivity: 3)
    let delta = AnalyticGaussian(noiseMultiplier: query.standardDeviation / 3).delta(epsilon: epsilon)
    #expect((delta <= 1e-5) == (epsilon < 8.42))
    let correct = GaussianQuery(epsilon: epsilon, delta: 1e-5, sensitivity: 3)
    #expect((correct.standardDeviation <= query.standardDeviation) == (epsilon < 8.42))
  }

  @Test("the sparse vector technique stops after the answers that it pays for, and faulty ones do not")
  func stops() {
    let answers = [Double](repeating: 1e6, count: 9)
    func length(_ rule: SparseVectorRule) -> Int {
      var stream = RandomStream(seed: 1, trial: 0, purpose: .noise)
      return SparseVector(rule).release(answers, using: &stream).count
    }
    #expect(length(SparseVectorRule(epsilon: 1, sensitivity: 1, threshold: 0, mostAbove: 4)) == 4)
    #expect(length(.neverPaying(epsilon: 1, sensitivity: 1, threshold: 0)) == 9)
  }
}

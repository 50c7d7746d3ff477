import Attacks
import Foundation
import Mechanisms
import NumericalCore
import PrivacyModel
import Testing

/// That mechanisms draw from the laws that the attacks hold them to. With r the likelihood ratio,
/// ```
/// E_excluded[r / (1 + r)] = E_included[1 / (1 + r)]
/// ```
/// whatever the two laws; both means are held to each other within 6 standard errors, and the number of distinct outcomes
/// to the law itself where there are few: false alarms below 1e-7 each.
@Suite("Queries and the laws of what they release") struct QueryLawTests {
  private static let trials = 10_000
  private static let pair = NeighbouringAnswers(excluded: [0.5, 2, 0, 0.5], effects: [1, -1, 0.5, 0])

  private static func releases<Algorithm: QueryAlgorithm>(
    _ algorithm: Algorithm, _ membership: Membership
  ) -> [Algorithm.Release] {
    let mechanism = QueryMechanism(algorithm, on: pair, event: .approximateDP(epsilon: 1, delta: 0))
    let memberships = [Membership](repeating: membership, count: trials)
    return mechanism.observe(memberships, trials: 0..<trials, seed: membership == .included ? 6 : 7) ?? []
  }

  private static func checkRatio<Algorithm: QueryAlgorithm, Law: ReleaseLaw>(
    _ algorithm: Algorithm, _ law: Law
  ) where Algorithm.Release == Law.Release {
    let attack = LikelihoodRatioAttack(law, on: pair)
    func mean(_ membership: Membership, sign: Double) -> (mean: Double, variance: Double) {
      let scores = attack.scores(releases(algorithm, membership), candidates: 1) ?? []
      let values = scores.map { 1 / (1 + exp(sign * $0)) }
      let mean = values.reduce(0, +) / Double(trials)
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(trials))
    }
    let (excluded, included) = (mean(.excluded, sign: -1), mean(.included, sign: 1))
    let error = ((excluded.variance + included.variance) / Double(trials)).squareRoot()
    #expect(abs(excluded.mean - included.mean) < 6 * error)
    // The worlds differ, or the comparison would show nothing.
    #expect(excluded.mean < 0.499)
  }

  private static func checkFrequencies<Algorithm: QueryAlgorithm, Law: ReleaseLaw>(
    _ algorithm: Algorithm, _ law: Law
  ) where Algorithm.Release == Law.Release {
    for membership in [Membership.excluded, .included] {
      let counts = releases(algorithm, membership).reduce(into: [:]) { $0[$1, default: 0] += 1 }
      for (release, count) in counts {
        let expected = Double(trials) * exp(law.logDensity(of: release, given: pair[membership]))
        #expect(abs(Double(count) - expected) < 6 * expected.squareRoot() + 12)
      }
    }
  }

  private static let grid = LaplaceGrid(epsilon: 1.5, sensitivity: 2.5, answers: 4)

  @Test("Laplace noise, once, twice, as the best of several, and in doubles")
  func laplace() {
    let correct = LaplaceQuery(Self.grid)
    Self.checkRatio(correct, LaplaceLaw(Self.grid))
    Self.checkRatio(SpentTwice(correct), RepeatedLaw(LaplaceLaw(Self.grid)))
    Self.checkRatio(LargestOfRuns(correct, runs: 5), LargestLaplaceLaw(Self.grid, runs: 5))
    let faulty = InverseLaplaceQuery(scale: 1.7)
    Self.checkRatio(faulty, InverseLaplaceLaw(faulty.noise))
  }

  @Test("Gaussian noise")
  func gaussian() {
    let query = GaussianQuery(epsilon: 1.5, delta: 1e-3, sensitivity: 1.5)
    Self.checkRatio(query, GaussianLaw(standardDeviation: query.standardDeviation))
  }

  @Test("noisy max, without and with the value", arguments: MaxNoise.allCases)
  func noisyMax(noise: MaxNoise) {
    let correct = NoisyMax(noise: noise, epsilon: 2, sensitivity: 1)
    Self.checkFrequencies(correct, NoisyMaxLaw(noise: noise, scale: correct.scale))
    Self.checkRatio(correct, NoisyMaxLaw(noise: noise, scale: correct.scale))
    Self.checkRatio(NoisyMaxWithValue(correct), NoisyMaxWithValueLaw(noise: noise, scale: correct.scale))
  }

  @Test("the sparse vector technique and its variants")
  func sparseVector() {
    let (epsilon, threshold) = (2.0, 0.7)
    for rule in [
      SparseVectorRule(epsilon: epsilon, sensitivity: 1, threshold: threshold, mostAbove: 2),
      .payingForOneAnswer(epsilon: epsilon, sensitivity: 1, threshold: threshold, mostAbove: 2),
      .withoutQueryNoise(epsilon: epsilon, sensitivity: 1, threshold: threshold),
      .neverPaying(epsilon: epsilon, sensitivity: 1, threshold: threshold),
      .withoutThresholdNoise(epsilon: epsilon, sensitivity: 1, threshold: threshold, mostAbove: 2),
    ] {
      Self.checkFrequencies(SparseVector(rule), SparseVectorLaw(rule))
      Self.checkRatio(SparseVector(rule), SparseVectorLaw(rule))
    }
  }

  @Test("a sparse vector technique that releases values")
  func sparseVectorValues() {
    let rule = SparseVectorRule.releasingValues(epsilon: 2, sensitivity: 1, threshold: 0.7, mostAbove: 2)
    Self.checkRatio(SparseVector(rule), SparseVectorLaw(rule))
  }
}

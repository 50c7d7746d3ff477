package import PrivacyModel

/// The evidence of two releases with independent noise: log likelihood ratios add up.
package struct ParallelAttack<First: Attack, Second: Attack>: Attack
where First.Observation: Hashable, Second.Observation: Hashable {
  private let first: First
  private let second: Second

  package init(_ first: First, _ second: Second) { (self.first, self.second) = (first, second) }

  package func score(
    _ releases: ReleasePair<First.Observation, Second.Observation>, candidate: Int
  ) throws -> Double {
    try first.score(releases.first, candidate: candidate) + second.score(releases.second, candidate: candidate)
  }
}

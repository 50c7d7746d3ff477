/// How the memberships of a game are drawn.
package enum CoinRule: String, Codable, Sendable, CaseIterable {
  /// An independent fair coin for every candidate of every trial.
  case fair
  /// Trials 2j and 2j + 1 take opposite sides, by a fair coin for each pair and candidate: both arms have the same size.
  case balanced
  /// Trials 2j and 2j + 1 take opposite worlds, by a fair coin for each pair. In world 1 a random half of the m candidates
  /// is in the data, in world 0 a random m / 2 − 1 of them. The included ones of world 1 and the excluded ones of world 0 are
  /// weighed: a random candidate of theirs is what the two datasets differ in.
  /// - Reference: Pillutla et al., "Unleashing the Power of Randomization in Auditing Differentially Private ML",
  ///   arXiv:2305.18447.
  case lifted
}

/// How many of the candidates of a lifted game are in the data of a world; world 1 is `.included`.
package func liftedCandidates(_ candidates: Int, in world: Membership) -> Int {
  world == .included ? candidates / 2 : candidates / 2 - 1
}

/// How the memberships of a game are drawn.
package enum CoinRule: String, Codable, Sendable, CaseIterable {
  /// An independent fair coin for every candidate of every trial.
  case fair
  /// Trials 2j and 2j + 1 take opposite sides, by a fair coin for each pair and candidate: both arms have the same size.
  case balanced
}

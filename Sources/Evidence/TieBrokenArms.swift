internal import NumericalCore

/// A score with a number that decides between equal scores.
struct TieBrokenScore: Comparable {
  let score: Double
  let noise: Double

  static func < (one: TieBrokenScore, other: TieBrokenScore) -> Bool {
    one.score != other.score ? one.score < other.score : one.noise < other.noise
  }
}

/// The scores of both arms with ties broken by independent uniform noise, which makes their law continuous.
///
/// The noise is independent of the scores, so an order of scores and noise is a test of what the mechanism released
/// like any other. A function of the seed and of the scores, whatever order they came in.
struct TieBrokenArms {
  /// In ascending order.
  let included: [TieBrokenScore]
  /// In ascending order.
  let excluded: [TieBrokenScore]

  init(_ arms: ScoreArms, seed: UInt64) {
    included = Self.order(arms.included, seed: seed, arm: 1)
    excluded = Self.order(arms.excluded, seed: seed, arm: 0)
  }

  private static func order(_ scores: [Double], seed: UInt64, arm: Int) -> [TieBrokenScore] {
    var stream = RandomStream(seed: seed, trial: arm, purpose: .tieBreaking)
    var ordered = scores.map { TieBrokenScore(score: $0, noise: stream.nextUniform()) }
    var first = 0
    while first < ordered.count {
      var end = first + 1
      while end < ordered.count, ordered[end].score == ordered[first].score { end += 1 }
      if end - first > 1 { ordered[first..<end].sort() }
      first = end
    }
    return ordered
  }
}

internal import NumericalCore
internal import PrivacyModel

/// The power of the rank grid with as many trials in either world, by playing audits.
///
/// An audit is played without its scores: only the order statistics that the grid looks at are drawn, and how many scores
/// of the other arm err beside each. Which numbers of errors refute is found by the p-value itself.
struct RankGridPower {
  let trials: Int
  let scores: AlternativeScores
  private let region: PrivacyRegion
  private let ranks: [Int]
  private let share: Double
  /// By rank: the most errors of the other arm that are known to refute, and the fewest that are known not to. Both arms
  /// are of one size, and so are their limits.
  private var limits: [Int: (refuting: Int, insufficient: Int)] = [:]

  /// Audits that are played; shares of them are uncertain by up to 0.016.
  static let repetitions = 1000

  /// - Parameter trials: In either world, at least 1.
  init(trials: Int, claim: PrivacyClaim, scores: AlternativeScores, significance: Double) {
    (self.trials, self.scores) = (trials, scores)
    region = PrivacyRegion(epsilon: claim.epsilon, delta: claim.delta)
    ranks = gridRanks(count: trials)
    share = significance / Double(2 * ranks.count)
  }

  /// Whether the share `power` of all audits refutes.
  mutating func refutes(power: Double) throws -> Bool {
    let enough = power * Double(Self.repetitions)
    var (refuted, played) = (0, 0)
    while Double(refuted) < enough {
      guard Double(Self.repetitions - played + refuted) >= enough else { return false }
      if try playsAndRefutes(repetition: played) { refuted += 1 }
      played += 1
    }
    return true
  }

  private mutating func playsAndRefutes(repetition: Int) throws -> Bool {
    func sample(_ arm: Int) -> UniformSample {
      UniformSample(
        count: trials, using: RandomStream(seed: 0x5EED, trial: repetition, purpose: .data, step: arm + 1))
    }
    // Of an excluded score, how often noise alone is as large; of an included one, how often it is as small.
    var (excluded, included) = (sample(0), sample(1))
    for rank in ranks {
      let missed = try scores.falseNegativeRate(atFalsePositiveRate: excluded.value(rank: rank))
      if refutes(errors: included.count(below: missed), rank: rank) { return true }
      let alarmed = try scores.falsePositiveRate(atFalseNegativeRate: included.value(rank: rank))
      if refutes(errors: excluded.count(below: alarmed), rank: rank) { return true }
    }
    return false
  }

  private mutating func refutes(errors: Int, rank: Int) -> Bool {
    var limit = limits[rank] ?? (-1, trials)
    if errors > limit.refuting, errors < limit.insufficient {
      let pValue = rankGridPValue(
        setting: BinomialCount(successes: rank, of: trials), counted: BinomialCount(successes: errors, of: trials),
        in: region)
      if pValue <= share { limit.refuting = errors } else { limit.insufficient = errors }
      limits[rank] = limit
    }
    return errors <= limit.refuting
  }
}

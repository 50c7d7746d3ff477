package import PrivacyModel

/// All that a sequential test knows: a value that is the same whether its pairs came at once or in parts, in one
/// process or in many.
///
/// As JSON it takes less than 100 kB: the scores of the first pairs, up to `learningPairs` of them, while thresholds are
/// still learned, and about 5 kB afterwards.
package struct SequentialState: Hashable, Codable, Sendable {
  package let claim: PrivacyClaim
  /// Probability that a true claim is ever refuted, in (0, 1).
  package let significance: Double
  /// How many pairs were seen.
  package internal(set) var pairs = 0
  /// After how many pairs the claim was refuted; nil where it was not.
  package internal(set) var refutedAtPair: Int?
  /// How many values of ε were refuted, from the smallest.
  var refutedPoints = 0
  /// No ε can be refuted before this pair.
  var nextEvaluation = 1
  /// After this pair the thresholds are learned anew; nil when they stay as they are.
  var nextLearning: Int? = 1
  /// Included scores that thresholds are learned from.
  var included = PackedScores()
  /// Excluded scores that thresholds are learned from.
  var excluded = PackedScores()
  /// Bets that included scores are the larger ones.
  var upward = DirectedBets()
  /// Bets that excluded scores are the smaller ones, on negated scores.
  var downward = DirectedBets()

  /// Thresholds are learned from this many pairs at most and stay as they are from then on.
  package static let learningPairs = 4096

  package init(claim: PrivacyClaim, significance: Double) {
    precondition(significance > 0 && significance < 1, "significance must be in (0, 1), got \(significance)")
    (self.claim, self.significance) = (claim, significance)
  }
}

extension SequentialState {
  /// - Throws: `InvalidValue` when it is no state of a test with that many values of ε.
  func check(gridPoints: Int) throws {
    _ = try checked(significance, "state.significance", in: .openUnitInterval)
    _ = try checked(refutedPoints, "state.refutedPoints", in: 0...gridPoints)
    let learned = nextLearning == nil ? 0 : pairs
    for (scores, name) in [(included, "included"), (excluded, "excluded")] {
      _ = try checked(scores.values.count, "the number of scores in state.\(name)", in: learned...learned)
    }
    for (direction, name) in [(upward, "upward"), (downward, "downward")] {
      let rules = ThresholdRules.count...ThresholdRules.count
      _ = try checked(direction.thresholds.values.count, "the number of state.\(name).thresholds", in: rules)
      _ = try checked(direction.outcomes.count, "the number of state.\(name).outcomes", in: rules)
      for outcomes in direction.outcomes {
        for count in [outcomes.gains, outcomes.losses, outcomes.both] {
          _ = try checked(count, "a count in state.\(name).outcomes", in: 0...pairs)
        }
      }
    }
  }
}

/// The thresholds of one direction, rule by rule, with the outcomes of the bets on them.
struct DirectedBets: Hashable, Codable, Sendable {
  var thresholds = PackedScores(values: ThresholdRules.initial)
  var outcomes = [PairOutcomes](repeating: PairOutcomes(), count: ThresholdRules.count)

  mutating func add(x: Double, y: Double) {
    for rule in outcomes.indices {
      let threshold = thresholds.values[rule]
      outcomes[rule].add(x: x > threshold, y: y > threshold)
    }
  }
}

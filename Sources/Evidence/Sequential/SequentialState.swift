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
  /// Bets against further points of the claimed curve; empty where the claim is one point.
  var curve: [PointBets]
  /// The curve cannot be refuted before this pair.
  var nextCurveEvaluation = 1

  /// Thresholds are learned from this many pairs at most and stay as they are from then on.
  package static let learningPairs = 4096

  /// - Parameter curve: Further points of the claim.
  package init(claim: PrivacyClaim, significance: Double, curve: [PrivacyCurvePoint] = []) {
    precondition(significance > 0 && significance < 1, "significance must be in (0, 1), got \(significance)")
    (self.claim, self.significance) = (claim, significance)
    self.curve = curve.map { PointBets(epsilon: $0.epsilon, delta: $0.upperDelta) }
  }

  /// Whether it tests the same claim at the same significance, with bets against the same points.
  package func hasBets(of other: SequentialState) -> Bool {
    claim == other.claim && significance == other.significance
      && curve.map(\.epsilon) == other.curve.map(\.epsilon) && curve.map(\.delta) == other.curve.map(\.delta)
  }

  /// What either statement may spend, the one on ε at the claim's δ and the one on the whole curve.
  var share: Double { curve.isEmpty ? significance : significance / 2 }
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
    for point in curve {
      _ = try checked(point.epsilon, "state.curve.epsilon", in: .notNegative)
      _ = try checked(point.delta, "state.curve.delta", in: .halfOpenUnitInterval)
    }
    let directions =
      [(upward, "upward"), (downward, "downward")]
      + curve.flatMap { [($0.upward, "curve.upward"), ($0.downward, "curve.downward")] }
    for (direction, name) in directions {
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

/// Bets against one point of the claimed curve.
struct PointBets: Hashable, Codable, Sendable {
  let epsilon: Double
  let delta: Double
  var upward = DirectedBets()
  var downward = DirectedBets()
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

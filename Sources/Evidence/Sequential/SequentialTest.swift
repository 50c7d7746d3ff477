internal import Foundation
package import PrivacyModel

/// A test of a claim that may be looked at after every pair of trials, and stopped or prolonged at will.
///
/// Bets are placed against (ε, δ) for ε on a grid, with half of the initial wealth on included scores being large, by
/// {score > t}, and half on excluded scores being small, by {score < t}; by several rules for the threshold t, which see
/// past pairs only; and with several constant stakes (`BetMixture`). If the mechanism is (ε, δ)-private, then the whole
/// wealth against ε is a nonnegative supermartingale that begins at 1. By Ville's inequality it ever reaches
/// 1/significance with a probability of at most `significance`; where it does, ε is refuted. No correction for the
/// number of thresholds, directions or looks is due.
///
/// The values of ε are refuted in ascending order, so that the largest one refuted is a lower confidence sequence: a
/// true ε is exceeded at any time with probability at most `significance`, because the smallest grid value at or above
/// it would have to be refuted first. The claim is refuted when its own ε, which lies on the grid, is.
///
/// Where the claim is a whole curve, further bets are placed in the same way against several of its points. The mean of the
/// wealth against each of them is a supermartingale if all hold, and refutes the claim when it reaches 2/significance; what
/// is said of ε is then held to the other half of the significance.
///
/// - Direction of error: rounding in wealth is below 1e-10 relative; a threshold that comes from few pairs, or a
///   mechanism that changes, costs power and never validity. Pairs must be independent of each other.
/// - Reference: Ville, "Étude critique de la notion de collectif", 1939; Howard, Ramdas, McAuliffe and Sekhon,
///   "Time-Uniform, Nonparametric, Nonasymptotic Confidence Sequences", arXiv:1810.08240v7; for differential privacy
///   González et al., arXiv:2509.07055, from which we depart: bets on events lose no power at large ε, where a bound on
///   the maximum mean discrepancy does.
package struct SequentialTest: Sendable {
  package private(set) var state: SequentialState
  private let grid: EpsilonGrid
  /// Against the smallest ε that is not refuted; nil when all are.
  private var bets: BetMixture?

  /// - Parameter curve: Everything that is claimed; a few of its points are bet against.
  package init(claim: PrivacyClaim, significance: Double, curve: TradeOffCurve? = nil) {
    self.init(
      SequentialState(claim: claim, significance: significance, curve: curve?.points(besides: claim) ?? []),
      grid: EpsilonGrid(claim: claim.epsilon))
  }

  /// Goes on where another test stood, which may have ended: more pairs cost nothing.
  ///
  /// - Throws: `InvalidValue` when `state` is none that a test can have.
  package init(resuming state: SequentialState) throws {
    let grid = EpsilonGrid(claim: state.claim.epsilon)
    try state.check(gridPoints: grid.points.count)
    self.init(state, grid: grid)
  }

  private init(_ state: SequentialState, grid: EpsilonGrid) {
    (self.state, self.grid) = (state, grid)
    bets = Self.bets(against: state, grid: grid)
  }

  /// Takes account of the pair that is next in the order of trials.
  package mutating func add(_ pair: ScorePair) {
    state.upward.add(x: pair.included, y: pair.excluded)
    state.downward.add(x: -pair.excluded, y: -pair.included)
    for index in state.curve.indices {
      state.curve[index].upward.add(x: pair.included, y: pair.excluded)
      state.curve[index].downward.add(x: -pair.excluded, y: -pair.included)
    }
    state.pairs += 1
    learn(from: pair)
    refute()
    refuteCurve()
  }

  /// What the pairs so far have shown.
  package var evidence: AnytimeEvidence {
    let claim = BetMixture(epsilon: state.claim.epsilon, delta: state.claim.delta)
    return AnytimeEvidence(
      pairs: state.pairs, claimedEpsilon: state.claim.epsilon, log10Wealth: state.logWealth(of: claim) / log(10),
      curveLog10Wealth: state.curve.isEmpty ? nil : state.logWealthAgainstCurve() / log(10),
      significance: state.significance,
      refutedAtPair: state.refutedAtPair,
      epsilonLowerBound: state.refutedPoints > 0 ? grid.points[state.refutedPoints - 1] : 0, delta: state.claim.delta,
      adjacency: state.claim.adjacency)
  }

  private mutating func learn(from pair: ScorePair) {
    guard let next = state.nextLearning else { return }
    state.included.values.append(pair.included)
    state.excluded.values.append(pair.excluded)
    guard state.pairs == next else { return }
    let (included, excluded) = (state.included.values.sorted(), state.excluded.values.sorted())
    let upward = (x: Array(included.reversed()), y: Array(excluded.reversed()))
    let downward = (x: excluded.map(-), y: included.map(-))
    func thresholds(_ scores: (x: [Double], y: [Double]), _ epsilon: Double, _ delta: Double) -> PackedScores {
      PackedScores(
        values: ThresholdRules.thresholds(x: scores.x, y: scores.y, epsilon: epsilon, delta: delta))
    }
    state.upward.thresholds = thresholds(upward, state.claim.epsilon, state.claim.delta)
    state.downward.thresholds = thresholds(downward, state.claim.epsilon, state.claim.delta)
    for (index, point) in state.curve.enumerated() {
      state.curve[index].upward.thresholds = thresholds(upward, point.epsilon, point.delta)
      state.curve[index].downward.thresholds = thresholds(downward, point.epsilon, point.delta)
    }
    if next >= SequentialState.learningPairs {
      (state.nextLearning, state.included.values, state.excluded.values) = (nil, [], [])
    } else {
      state.nextLearning = min(next + 1 + next / 8, SequentialState.learningPairs)
    }
  }

  private mutating func refute() {
    while let bets, state.pairs >= state.nextEvaluation {
      let missing = -log(state.share) - state.logWealth(of: bets)
      guard missing <= 0 else {
        state.nextEvaluation = state.pairs + max(1, Int(min(missing / bets.largestGrowth, 1e15)))
        return
      }
      if state.refutedPoints == grid.indexOfClaim { state.refutedAtPair = state.refutedAtPair ?? state.pairs }
      state.refutedPoints += 1
      self.bets = Self.bets(against: state, grid: grid)
    }
  }

  private mutating func refuteCurve() {
    guard state.refutedAtPair == nil, !state.curve.isEmpty, state.pairs >= state.nextCurveEvaluation else { return }
    let missing = -log(state.share) - state.logWealthAgainstCurve()
    if missing <= 0 {
      state.refutedAtPair = state.pairs
    } else {
      let growth = state.curve.map { BetMixture(epsilon: $0.epsilon, delta: $0.delta).largestGrowth }.max() ?? 1
      state.nextCurveEvaluation = state.pairs + max(1, Int(min(missing / growth, 1e15)))
    }
  }

  private static func bets(against state: SequentialState, grid: EpsilonGrid) -> BetMixture? {
    guard state.refutedPoints < grid.points.count else { return nil }
    return BetMixture(epsilon: grid.points[state.refutedPoints], delta: state.claim.delta)
  }
}

extension SequentialState {
  /// The logarithm of the wealth against one ε at the claim's δ, from 1 at the beginning.
  ///
  /// - Parameter furtherGains: So many further pairs, on which every bet gains.
  func logWealth(of bets: BetMixture, furtherGains: Int = 0) -> Double {
    logWealth(of: bets, [upward, downward], furtherGains: furtherGains)
  }

  /// The logarithm of the mean wealth against the points of the curve, from 1 at the beginning.
  func logWealthAgainstCurve(furtherGains: Int = 0) -> Double {
    let logWealth = curve.map { point in
      self.logWealth(
        of: BetMixture(epsilon: point.epsilon, delta: point.delta), [point.upward, point.downward],
        furtherGains: furtherGains)
    }
    return logSum(logWealth) - log(Double(logWealth.count))
  }

  private func logWealth(of bets: BetMixture, _ directions: [DirectedBets], furtherGains: Int) -> Double {
    let betCount = BetMixture.fractions.count
    let logWealth = [Double](unsafeUninitializedCapacity: 2 * ThresholdRules.count * betCount) { buffer, count in
      for direction in directions {
        for (rule, outcomes) in direction.outcomes.enumerated() {
          bets.logWealth(
            after: outcomes, of: pairs, furtherGains: furtherGains, from: ThresholdRules.logWeights[rule],
            into: UnsafeMutableBufferPointer(rebasing: buffer[count..<count + betCount]))
          count += betCount
        }
      }
    }
    return logSum(logWealth) - log(Double(2 * betCount))
  }
}

/// The logarithm of the sum of e^x. Parts that together are below one rounding unit are left out, which errs downwards.
private func logSum(_ logarithms: [Double]) -> Double {
  let largest = logarithms.max() ?? -.infinity
  return largest + log(logarithms.reduce(0) { $1 > largest - 45 ? $0 + exp($1 - largest) : $0 })
}

extension TradeOffCurve {
  /// A few points, evenly spread from ε = 0 to the claim's own, whose bets have most to gain where noise is missing.
  ///
  /// The claim is bet against by itself; a curve without other points has none.
  fileprivate func points(besides claim: PrivacyClaim) -> [PrivacyCurvePoint] {
    let others = points.filter { $0.epsilon < claim.epsilon && $0.upperDelta < 1 }
    var chosen: [PrivacyCurvePoint] = []
    for share in [0, 0.15, 0.3, 0.5, 0.75] {
      let target = share * claim.epsilon
      guard let nearest = others.min(by: { abs($0.epsilon - target) < abs($1.epsilon - target) }),
        !chosen.contains(nearest)
      else { continue }
      chosen.append(nearest)
    }
    return chosen
  }
}

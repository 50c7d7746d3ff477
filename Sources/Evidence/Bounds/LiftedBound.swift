internal import Foundation
internal import PrivacyModel

/// A lower bound on ε from trials with several exchangeable candidates each, for one of which the worlds differ.
///
/// A random half of the m candidates is in the data of world 1, a random m / 2 − 1 of them in that of world 0. Take a random
/// excluded candidate into the data of world 0 and they are those of world 1 with a random included one: the false negative
/// rate is that of a random included candidate of world 1, the false positive rate that of a random excluded one of world
/// 0, and a mean over the candidates of a trial estimates either better than one of them does. Otherwise as `twoArmBound`.
///
/// - Parameters:
///   - scores: Of the candidates that are weighed, by trial: m / 2 for each trial of world 1, m / 2 + 1 for each of world 0.
///   - upperBound: For the mean share of errors, by trial the number of errors and out of how many; holds but for a
///     probability.
/// - Reference: Pillutla et al., arXiv:2305.18447, for the game and what (ε, δ)-DP says of it.
func liftedBound(
  _ scores: MembershipScores, _ question: BoundQuestion,
  by upperBound: (_ errors: [Int], _ candidates: Int, _ significance: Double) throws -> Double
) throws -> TwoArmBound? {
  guard let candidates = question.liftedCandidates else { return nil }
  let (included, excluded) = scores.inOrder
  let arms = LiftedArms(
    included: LiftedArm(included, candidates: liftedCandidates(candidates, in: .included)),
    excluded: LiftedArm(excluded, candidates: candidates - liftedCandidates(candidates, in: .excluded)))
  if let threshold = question.threshold {
    return try arms.bound(at: threshold, question, by: upperBound)
  }
  let (selection, certification) = arms.split(question.selectionFraction)
  // Any threshold would do that knows nothing of the trials that certify; this way of choosing is quick.
  let best = try selection.thresholds.map { threshold in
    (threshold, epsilon: try selection.bound(at: threshold, question, by: secondOrderUpperBound).epsilon)
  }.max { $0.epsilon < $1.epsilon }
  return try best.map { try certification.bound(at: $0.0, question, by: upperBound) }
}

/// By the interval of the second order; asymptotic.
func secondOrderUpperBound(_ errors: [Int], candidates: Int, significance: Double) throws -> Double {
  let tests = LiftedTests(passes: errors, canaries: candidates)
  return try
    (tests.secondOrderInterval(significance: significance)
    ?? tests.wilsonInterval(significance: significance)).upperBound
}

/// By bets on the share of errors; exact.
func bettingUpperBound(_ errors: [Int], candidates: Int, significance: Double) -> Double {
  // The largest variance that the share has if the candidates of a trial have nothing in common.
  1
    - bettingLowerBound(
      forMeanOf: errors.map { 1 - Double($0) / Double(candidates) }, significance: significance,
      expectedVariance: 0.25 / Double(candidates))
}

/// The scores of both worlds.
private struct LiftedArms {
  let included: LiftedArm
  let excluded: LiftedArm

  func bound(
    at threshold: Double, _ question: BoundQuestion,
    by upperBound: (_ errors: [Int], _ candidates: Int, _ significance: Double) throws -> Double
  ) throws -> TwoArmBound {
    func rate(of arm: LiftedArm, isError: (Double) -> Bool) throws -> BoundedRate {
      let errors = arm.count(isError)
      return BoundedRate(
        count: BinomialCount(successes: errors.reduce(0, +), of: errors.count * arm.candidates),
        upperBound: min(1, try upperBound(errors, arm.candidates, question.significance / 2)),
        significance: question.significance / 2)
    }
    return TwoArmBound(
      rates: ErrorRates(
        threshold: threshold, falseNegativeRate: try rate(of: included) { $0 < threshold },
        falsePositiveRate: try rate(of: excluded) { $0 >= threshold }),
      delta: question.delta, adjacency: question.adjacency, significance: question.significance)
  }

  func split(_ fraction: Double) -> (selection: LiftedArms, certification: LiftedArms) {
    let (included, excluded) = (included.split(fraction), excluded.split(fraction))
    return (
      LiftedArms(included: included.first, excluded: excluded.first),
      LiftedArms(included: included.rest, excluded: excluded.rest)
    )
  }

  /// Scores at 63 quantiles, ascending.
  var thresholds: [Double] {
    let scores = (included.all + excluded.all).sorted()
    return (1..<64).map { scores[$0 * (scores.count - 1) / 64] }
  }
}

/// The scores of one world, by trial.
private struct LiftedArm {
  private let scores: ArraySlice<Double>
  /// Of each trial.
  let candidates: Int

  init(_ scores: [Double], candidates: Int) {
    precondition(scores.count.isMultiple(of: candidates), "every trial has as many candidates")
    (self.scores, self.candidates) = (scores[...], candidates)
  }

  private init(scores: ArraySlice<Double>, candidates: Int) {
    (self.scores, self.candidates) = (scores, candidates)
  }

  var all: [Double] { Array(scores) }

  /// By trial.
  func count(_ isCounted: (Double) -> Bool) -> [Int] {
    stride(from: scores.startIndex, to: scores.endIndex, by: candidates).map {
      scores[$0..<$0 + candidates].count(where: isCounted)
    }
  }

  /// The first trials and the others; of two trials or more, one at least in either part.
  func split(_ fraction: Double) -> (first: LiftedArm, rest: LiftedArm) {
    let trials = scores.count / candidates
    let first = min(max(Int((fraction * Double(trials)).rounded()), 1), trials - 1) * candidates
    return (
      LiftedArm(scores: scores.prefix(first), candidates: candidates),
      LiftedArm(scores: scores.dropFirst(first), candidates: candidates)
    )
  }
}

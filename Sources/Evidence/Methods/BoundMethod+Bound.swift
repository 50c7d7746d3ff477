internal import Foundation
package import PrivacyModel

extension BoundMethod {
  /// The bound; nil where the method does not apply, for the reason that `obstacle` names.
  ///
  /// - Throws: What Clopper–Pearson bounds throw.
  package func bound(_ prepared: PreparedScores, _ question: BoundQuestion) throws -> EpsilonLowerBound? {
    guard obstacle(prepared, question) == nil else { return nil }
    let (arms, delta, adjacency, significance) = (
      prepared.arms, question.delta, question.adjacency, question.significance
    )
    switch self {
    case .rankGrid:
      return result(
        try rankGridBound(
          arms, delta: delta, adjacency: adjacency, significance: significance,
          tieBreakingSeed: question.tieBreakingSeed), question)
    case .sequential: return sequentialBound(prepared.scores, question)
    case .fixedThreshold: return prepared.fixed.map { result($0, question) }
    case .split: return prepared.split.map { result($0, question) }
    case .medianOfSplits:
      return result(
        try medianOfSplitsBound(
          arms, splits: 31, seed: question.tieBreakingSeed, delta: delta, adjacency: adjacency,
          significance: significance), question)
    case .bonferroni:
      return result(
        try bonferroniBound(arms, delta: delta, adjacency: adjacency, significance: significance), question)
    case .ownTradeOff:
      guard let bound = prepared.atThreshold(question), let family = prepared.family else { return nil }
      // The other half is for the sum of errors.
      let rates = try bound.rates.bounded(significance: significance / 2)
      return EpsilonLowerBound(
        method: self, epsilon: try family.epsilon(rates, errorSumSignificance: significance / 2), delta: delta,
        adjacency: adjacency, significance: significance, basis: .threshold(rates))
    case .lifted, .liftedBetting:
      return try liftedBound(prepared.scores, question, by: self == .lifted ? secondOrderUpperBound : bettingUpperBound)
        .map { result($0, question) }
    case .randomBit, .jeffreys, .jointBeta, .gaussian:
      guard let bound = prepared.atThreshold(question) else { return nil }
      return result(bound, question, epsilon: try epsilon(atThresholdOf: bound, question))
    case .steinke, .mahloujifar, .mahloujifarGaussian, .orderStatistics:
      guard let ranking = prepared.ranking else { return nil }
      let grid = question.guesses.map { [$0] } ?? GuessCounts.grid(canaries: ranking.canaries)
      let best = bestOneRunBound(of: ranking, over: grid, significance: significance) { guesses, share in
        oneRunBound(guesses, delta: delta, significance: share)
      }
      return EpsilonLowerBound(
        method: self, epsilon: best.epsilon, delta: delta, adjacency: adjacency, significance: significance,
        basis: .guesses(best.guesses))
    }
  }

  /// Why the method does not apply to these scores; nil where it does.
  package func obstacle(_ prepared: PreparedScores, _ question: BoundQuestion) -> String? {
    let candidates = isLifted ? question.liftedCandidates : nil
    let smallest = min(
      prepared.arms.included.count / (candidates.map { liftedCandidates($0, in: .included) } ?? 1),
      prepared.arms.excluded.count / (candidates.map { $0 - liftedCandidates($0, in: .excluded) } ?? 1))
    if !question.hasFixedTrials, self != .sequential { return "the game ended when its scores said so" }
    if needsFairCoins, !question.hasFairCoins { return "it needs candidates that were each included by a fair coin" }
    if isLifted, question.liftedCandidates == nil { return "it needs a game of lifted coins" }
    if !isLifted, question.liftedCandidates != nil { return "it would take the candidates of a trial for trials" }
    if self == .orderStatistics, !question.assumptions.contains(.independentCanaries) {
      return "it holds for canaries that do not influence each other, and only where that is assumed by name: "
        + BoundAssumption.independentCanaries.rawValue
    }
    if self == .fixedThreshold, question.threshold == nil { return "it needs a threshold that was fixed beforehand" }
    if self == .ownTradeOff, prepared.family == nil { return "it needs the event of the claimed mechanism" }
    if self == .randomBit, question.delta > 0 { return "it knows no δ but 0" }
    if assumptions.contains(.gaussianTradeOff), question.delta == 0 { return "a Gaussian has no finite ε at δ = 0" }
    let isSplit =
      self == .split || self == .medianOfSplits || self == .bonferroni
      || selectsThreshold && question.threshold == nil
    return isSplit && smallest < 2 ? "it needs two trials in either arm" : nil
  }

  private func result(_ bound: TwoArmBound, _ question: BoundQuestion, epsilon: Double? = nil) -> EpsilonLowerBound {
    EpsilonLowerBound(
      method: self, epsilon: epsilon ?? bound.epsilon, delta: question.delta, adjacency: question.adjacency,
      significance: question.significance,
      basis: .threshold(bound.rates))
  }

  /// By the counts of the trials that did not choose the threshold.
  private func epsilon(atThresholdOf bound: TwoArmBound, _ question: BoundQuestion) throws -> Double {
    let (falseNegatives, falsePositives) = (bound.falseNegativeRate.count, bound.falsePositiveRate.count)
    let (delta, significance) = (question.delta, question.significance)
    switch self {
    case .randomBit:
      let (right, wrong) = (falseNegatives.complement.successes, falsePositives.successes)
      return right + wrong == 0
        ? 0
        : try randomBitEpsilon(
          rightGuesses: BinomialCount(successes: right, of: right + wrong), significance: significance)
    case .jeffreys:
      return jeffreysBound(
        falseNegatives: falseNegatives, falsePositives: falsePositives, threshold: bound.threshold, delta: delta,
        adjacency: question.adjacency, significance: significance
      ).epsilon
    case .jointBeta:
      // The region of error rates has a mirror image; which way a score is read was decided beforehand.
      guard falseNegatives.proportion + falsePositives.proportion < 1 else { return 0 }
      return jointBetaLowerBound(
        falseNegatives: falseNegatives, falsePositives: falsePositives, delta: delta, significance: significance)
    default:
      return try gaussianTradeOffBound(
        falseNegatives: falseNegatives, falsePositives: falsePositives, delta: delta, significance: significance
      ).epsilon
    }
  }

  private func oneRunBound(_ guesses: OneRunGuesses, delta: Double, significance: Double) -> OneRunBound {
    switch self {
    case .mahloujifar: mahloujifarExactBound(guesses, delta: delta, significance: significance)
    case .mahloujifarGaussian: mahloujifarBound(guesses, delta: delta, significance: significance)
    case .orderStatistics: orderStatisticsBound(guesses, delta: delta, significance: significance)
    default: steinkeBound(guesses, delta: delta, significance: significance)
    }
  }

  private func sequentialBound(_ scores: MembershipScores, _ question: BoundQuestion) -> EpsilonLowerBound? {
    guard
      let claim = try? PrivacyClaim(
        epsilon: question.claimedEpsilon, delta: question.delta, adjacency: question.adjacency, source: .stated)
    else { return nil }
    var test = SequentialTest(claim: claim, significance: question.significance)
    let (included, excluded) = scores.inOrder
    for (included, excluded) in zip(included, excluded) { test.add(ScorePair(included: included, excluded: excluded)) }
    return EpsilonLowerBound(test.evidence)
  }
}

extension EpsilonLowerBound {
  package init(_ evidence: AnytimeEvidence) {
    self.init(
      method: .sequential, epsilon: evidence.epsilonLowerBound, delta: evidence.delta, adjacency: evidence.adjacency,
      significance: evidence.significance, basis: .pairs(evidence))
  }
}

extension GuessCounts {
  /// The shares of all canaries that are guessed on either side.
  private static let shares = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5]

  /// Numbers of guesses that depend on nothing but the number of canaries, each once.
  static func grid(canaries: Int) -> [GuessCounts] {
    let sides = shares.map { max(1, Int($0 * Double(canaries))) }.reduce(into: [Int]()) { sides, side in
      if !sides.contains(side) { sides.append(side) }
    }
    return sides.map { GuessCounts(included: $0, excluded: min($0, canaries - $0)) }
  }
}

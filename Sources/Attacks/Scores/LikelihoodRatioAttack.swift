package import PrivacyModel

/// The logarithm of the likelihood ratio of what a query released: by the Neyman–Pearson lemma the most powerful score.
///
/// It is within ±1000, which stands for a release that one of the worlds cannot make; no number of trials tells e¹⁰⁰⁰ from
/// infinity.
package struct LikelihoodRatioAttack<Law: ReleaseLaw>: Attack {
  private let law: Law
  private let answers: NeighbouringAnswers
  private let remembers: Bool

  /// - Parameter remembers: Whether the score of a release that recurs is kept in mind, which pays where a law is costly
  ///   and its releases are few.
  package init(_ law: Law, on answers: NeighbouringAnswers, remembers: Bool = true) {
    (self.law, self.answers, self.remembers) = (law, answers, remembers)
  }

  package func score(_ release: Law.Release, candidate: Int) -> Double {
    clampedLogRatio(
      law.logDensity(of: release, given: answers.included), law.logDensity(of: release, given: answers.excluded))
  }

  package func scores(_ releases: [Law.Release], candidates: Int) -> [Double]? {
    guard remembers else { return releases.map { score($0, candidate: 0) } }
    var known: [Law.Release: Double] = [:]
    return releases.map { release in
      if let score = known[release] { return score }
      let score = score(release, candidate: 0)
      known[release] = score
      return score
    }
  }
}

func clampedLogRatio(_ included: Double, _ excluded: Double) -> Double {
  // Both are −∞ where rounding alone makes a release possible.
  included == excluded ? 0 : min(max(included - excluded, -1000), 1000)
}

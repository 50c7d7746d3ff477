package import PrivacyModel

/// The logarithm of the likelihood ratio of what a query released: by the Neyman–Pearson lemma the most powerful score.
///
/// It is within ±1000, which stands for a release that one of the worlds cannot make; no number of trials tells e¹⁰⁰⁰ from
/// infinity.
package struct LikelihoodRatioAttack<Law: ReleaseLaw>: Attack {
  private let law: Law
  private let answers: NeighbouringAnswers

  package init(_ law: Law, on answers: NeighbouringAnswers) {
    (self.law, self.answers) = (law, answers)
  }

  package func score(_ release: Law.Release, candidate: Int) -> Double {
    let included = law.logDensity(of: release, given: answers.included)
    let excluded = law.logDensity(of: release, given: answers.excluded)
    // Both are −∞ where rounding alone makes a release possible.
    return included == excluded ? 0 : min(max(included - excluded, -1000), 1000)
  }

  /// Equal releases have one score, which is computed once.
  package func scores(_ releases: [Law.Release], candidates: Int) -> [Double]? {
    var known: [Law.Release: Double] = [:]
    return releases.map { release in
      if let score = known[release] { return score }
      let score = score(release, candidate: 0)
      known[release] = score
      return score
    }
  }
}

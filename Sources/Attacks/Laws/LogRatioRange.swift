package import PrivacyModel

/// The least and the largest logarithm of a likelihood ratio, included against excluded, of what a mechanism can release
/// on a pair of datasets. ±∞ where only one of them can make a release.
///
/// The mechanism is ε-private on the pair in either direction exactly where both lie in [−ε, ε].
package struct LogRatioRange: Hashable, Sendable {
  package let lowest: Double
  package let highest: Double

  package init(lowest: Double, highest: Double) {
    (self.lowest, self.highest) = (lowest, highest)
  }

  /// Of these releases, which must have those with the extreme ratios among them; one that neither dataset makes is left
  /// out.
  package init<Law: ReleaseLaw>(_ law: Law, of releases: some Sequence<Law.Release>, on answers: NeighbouringAnswers) {
    self.init(
      releases.compactMap { release in
        let included = law.logDensity(of: release, given: answers.included)
        let excluded = law.logDensity(of: release, given: answers.excluded)
        return included == excluded ? nil : included - excluded
      })
  }

  /// - Parameter ratios: None stands for a ratio of 1.
  init(_ ratios: [Double]) {
    self.init(lowest: ratios.min() ?? 0, highest: ratios.max() ?? 0)
  }

  /// The smallest ε that holds on the pair.
  package var epsilon: Double { max(-lowest, highest, 0) }

  /// Of two mechanisms with independent noise, both released.
  package static func + (one: LogRatioRange, other: LogRatioRange) -> LogRatioRange {
    LogRatioRange(lowest: one.lowest + other.lowest, highest: one.highest + other.highest)
  }
}

extension LaplaceGrid {
  /// Of answers on the grid with independent discrete Laplace noise: reached where all lie beyond all true answers.
  package func logRatioRange(on answers: NeighbouringAnswers) -> LogRatioRange {
    let distance = zip(answers.included, answers.excluded).reduce(0) { $0 + abs(rounded($1.0) - rounded($1.1)) }
    return LogRatioRange(lowest: -distance / scale, highest: distance / scale)
  }
}

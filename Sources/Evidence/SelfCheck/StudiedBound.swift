package import PrivacyModel

/// A bound as a study asks for it: all of `BoundMethod`, and those that know nothing but the counts at one threshold.
package struct StudiedBound: Sendable {
  package let name: String
  package let label: EvidenceLabel
  /// Whether it speaks of ε at δ = 0, whatever δ the study is about.
  package let isPure: Bool
  /// Whether the bound promises to hold for scores of a law.
  package let covers: @Sendable (ScoreLaw) -> Bool
  /// nil where there are too few trials.
  package let bound: @Sendable (StudySample) throws -> Double?

  package init(
    name: String, label: EvidenceLabel, isPure: Bool = false, covers: @escaping @Sendable (ScoreLaw) -> Bool,
    bound: @escaping @Sendable (StudySample) throws -> Double?
  ) {
    (self.name, self.label, self.isPure, self.covers, self.bound) = (name, label, isPure, covers, bound)
  }

  /// All that a user can ask for.
  package static let all =
    BoundMethod.allCases.map(StudiedBound.init) + [jointBeta] + RatioInterval.allCases.map(StudiedBound.init)

  package init(_ method: BoundMethod) {
    self.init(name: method.name, label: method.label, covers: { method.covers($0) }) { sample in
      let question = sample.question
      let (delta, significance) = (question.delta, question.significance)
      // What several methods begin with is made once in a repetition.
      switch method {
      case .split: return try sample.split(delta: delta)?.epsilon
      case .jeffreys:
        return try sample.split(delta: delta).map { split in
          jeffreysBound(
            falseNegatives: split.falseNegativeRate.count, falsePositives: split.falsePositiveRate.count,
            threshold: split.threshold, delta: delta, adjacency: question.adjacency, significance: significance
          ).epsilon
        }
      case .gaussian:
        return try sample.split(delta: delta).map { split in
          try gaussianTradeOffBound(
            falseNegatives: split.falseNegativeRate.count, falsePositives: split.falsePositiveRate.count,
            delta: delta, significance: significance
          ).epsilon
        }
      case .steinke: return steinkeBound(sample.guesses, delta: delta, significance: significance).epsilon
      case .mahloujifar: return mahloujifarExactBound(sample.guesses, delta: delta, significance: significance).epsilon
      case .mahloujifarGaussian:
        return mahloujifarBound(sample.guesses, delta: delta, significance: significance).epsilon
      case .orderStatistics:
        return orderStatisticsBound(sample.guesses, delta: delta, significance: significance).epsilon
      default:
        return try method.bound(method.isForOneRun ? sample.candidates : sample.trials, sample.arms, question)
      }
    }
  }

  private static let jointBeta = StudiedBound(
    name: "joint-beta", label: .bayesian, covers: { _ in false },
    bound: { sample in
      try sample.split(delta: sample.question.delta).map { split in
        jointBetaLowerBound(
          falseNegatives: split.falseNegativeRate.count, falsePositives: split.falsePositiveRate.count,
          delta: sample.question.delta, significance: sample.question.significance)
      }
    })

  private init(_ interval: RatioInterval) {
    self.init(name: interval.rawValue, label: .asymptotic, isPure: true, covers: { _ in false }) { sample in
      try sample.split(delta: 0).map { split in
        try interval.epsilon(
          truePositives: split.falseNegativeRate.count.complement, falsePositives: split.falsePositiveRate.count,
          significance: sample.question.significance)
      }
    }
  }
}

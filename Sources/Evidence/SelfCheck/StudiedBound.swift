package import PrivacyModel

/// A bound as a study asks for it: those of `BoundMethod`, and the intervals for a ratio of rates.
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

  /// All that a user can ask for of scores alone.
  package static let all =
    BoundMethod.allCases.filter { $0 != .ownTradeOff && !$0.isLifted }.map(StudiedBound.init)
    + RatioInterval.allCases.map(StudiedBound.init)

  package init(_ method: BoundMethod) {
    self.init(
      name: method.name, label: method.label, isPure: method == .randomBit, covers: { method.covers($0) }
    ) { sample in
      let question = method == .randomBit ? sample.pure.question : sample.question
      let scores =
        method == .randomBit ? sample.pure.trials : method.isForOneRun ? sample.candidates : sample.trials
      // Only one method is studied at the threshold that was fixed beforehand; the others choose theirs.
      let own = method == .fixedThreshold ? question : question.with(threshold: nil)
      return try method.bound(scores, own)?.epsilon
    }
  }

  private init(_ interval: RatioInterval) {
    self.init(name: interval.rawValue, label: .asymptotic, isPure: true, covers: { _ in false }) { sample in
      try sample.pure.trials.split.map { split in
        try interval.epsilon(
          truePositives: split.falseNegativeRate.count.complement, falsePositives: split.falsePositiveRate.count,
          significance: sample.question.significance)
      }
    }
  }
}

extension BoundMethod {
  /// Whether the bound promises to hold for scores of this law.
  fileprivate func covers(_ law: ScoreLaw) -> Bool {
    let isGaussian =
      switch law {
      case .noise, .gaussian: true
      default: false
      }
    return switch label {
    case .exact: true
    case .assumption: isGaussian
    case .asymptotic, .bayesian: false
    }
  }
}

internal import PrivacyModel

/// Bounds for independent trials that need no assumption, beside each other on arms of a fixed size.
enum ComparedBound: CaseIterable {
  case rankGrid
  case bonferroni
  case split
  case medianOfSplits

  static let laws: [ScoreLaw] = [.gaussian(mu: 1), .gaussian(mu: 3), .laplace(epsilon: 1), .laplace(epsilon: 4)]

  var method: BoundMethod {
    switch self {
    case .rankGrid: .rankGrid
    case .bonferroni: .bonferroni
    case .split: .split
    case .medianOfSplits: .medianOfSplits
    }
  }

  /// nil where it is left out: 31 splits are made in a tenth of the repetitions.
  func bound(_ sample: StudySample, repetition: Int) throws -> Double? {
    guard self != .medianOfSplits || repetition.isMultiple(of: 10) else { return nil }
    return try method.bound(sample.trials, sample.question)?.epsilon ?? 0
  }
}

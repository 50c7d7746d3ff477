internal import PrivacyModel

/// Which columns, keys or arrays of a file hold scores and memberships, and what becomes of candidates without a score.
package struct ScoreColumns: Hashable, Sendable {
  /// nil for the first of the usual names that is there.
  let score: String?
  /// nil for the first of the usual names that is there.
  let membership: String?
  let failures: FailureRule

  /// The side that a failed trial is counted on. It must be fixed before the scores are seen.
  package enum FailureRule: String, CaseIterable, Sendable {
    /// A score of NaN or an empty one is an error.
    case refuse
    /// It looks excluded: −∞.
    case excluded
    /// It looks included: +∞.
    case included
  }

  package init(score: String? = nil, membership: String? = nil, failures: FailureRule = .refuse) {
    (self.score, self.membership, self.failures) = (score, membership, failures)
  }

  static let scoreNames = ["score", "scores", "statistic", "signal"]
  static let membershipNames = [
    "membership", "memberships", "member", "is_member", "included", "keep", "in", "label", "y_true",
  ]
  /// Two arms in columns or arrays of their own.
  static let armNames = [
    ("in", "out"), ("in_scores", "out_scores"), ("in_canary_scores", "out_canary_scores"), ("scores_in", "scores_out"),
    ("included", "excluded"), ("members", "nonmembers"),
  ]

  /// The name among `available` that `wanted` or the usual names say.
  func name(_ wanted: String?, or usual: [String], among available: [String]) -> String? {
    if let wanted { return available.contains(wanted) ? wanted : nil }
    return usual.first { name in available.contains { $0.lowercased() == name } }
      .flatMap { name in available.first { $0.lowercased() == name } }
  }

  /// The two arms among `available`; nil where a column is asked for or there are none.
  ///
  /// - Throws: `ScoreFileError` where scores beside memberships are there as well.
  func arms(among available: [String], of file: String) throws -> (included: String, excluded: String)? {
    guard score == nil, membership == nil else { return nil }
    let lowercased = available.map { $0.lowercased() }
    for names in Self.armNames {
      guard let first = lowercased.firstIndex(of: names.0), let second = lowercased.firstIndex(of: names.1) else {
        continue
      }
      let others = Self.scoreNames + Self.membershipNames.filter { $0 != names.0 }
      if let other = lowercased.first(where: others.contains) {
        throw ScoreFileError(
          file: file, line: nil, what: "the layout",
          allowed: "an array or column for each arm, or scores beside memberships; say which are meant by "
            + "--score-column and --membership-column",
          got: "'\(available[first])' and '\(available[second])' beside '\(other)'")
      }
      return (available[first], available[second])
    }
    return nil
  }

  /// A score as it counts; nil for one that is refused.
  func counted(_ score: Double) -> Double? {
    guard score.isNaN else { return score }
    switch failures {
    case .refuse: return nil
    case .excluded: return -.infinity
    case .included: return .infinity
    }
  }

  static let allowedScore = "a number, inf or -inf; say on which side failures count to let others through"
  static let allowedMembership = "1 or 0, true or false, in or out, included or excluded"

  static func membership(_ text: String) -> Membership? {
    switch text.lowercased() {
    case "1", "1.0", "true", "in", "included", "member", "yes": .included
    case "0", "0.0", "false", "out", "excluded", "nonmember", "non-member", "no", "-1": .excluded
    default: nil
    }
  }
}

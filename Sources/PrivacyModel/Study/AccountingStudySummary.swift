/// What a study of the accountants found, counted up for its report.
package struct AccountingStudySummary: Hashable, Sendable {
  package let seed: UInt64
  /// DP-SGD mechanisms.
  package let points: Int
  /// Other mechanisms.
  package let otherPoints: Int
  package var checks: [CheckCount] = []
  package var violations: [StudyViolation] = []
  /// Of the DP-SGD mechanisms.
  package var widths = Widths()
  package var otherWidths = Widths()
  package var contours: [ContourDecade] = []
  package var families: [FamilyCount] = []
  /// The most frequent first.
  package var refusals: [RefusalCount] = []
  package var times: [QueryTimes] = []
  /// The points with the longest queries for ε, the longest first.
  package var slowest: [SlowPoint] = []

  package init(seed: UInt64, points: Int, otherPoints: Int) {
    (self.seed, self.points, self.otherPoints) = (seed, points, otherPoints)
  }

  package struct CheckCount: Hashable, Sendable {
    package let check: StudyCheck
    package let made: Int
    package let violations: Int

    package init(check: StudyCheck, made: Int, violations: Int) {
      (self.check, self.made, self.violations) = (check, made, violations)
    }
  }

  /// How wide proven intervals are, relative to their upper ends.
  package struct Widths: Hashable, Sendable {
    package var intervals = 0
    /// At the nearest rank, as are the others; 0 without intervals.
    package var median = 0.0
    package var percentile99 = 0.0
    package var maximum = 0.0
    /// How many are wider than the 1e-3 asked for.
    package var wide = 0
    /// The widest of these, the widest first.
    package var widest: [WideInterval] = []

    package init() {}
  }

  package struct WideInterval: Hashable, Sendable {
    package let width: Double
    package let answer: StudyAnswer
    package let mechanism: StudyMechanism

    package init(width: Double, answer: StudyAnswer, mechanism: StudyMechanism) {
      (self.width, self.answer, self.mechanism) = (width, answer, mechanism)
    }
  }

  /// How the contour accountant fared with 10^`decade` steps or more, and fewer than ten times as many.
  package struct ContourDecade: Hashable, Sendable {
    package let decade: Int
    package let outcomes: [ContourOutcome: Int]
    /// Of the integrals, the share that resolves; nil without integrals.
    package let resolvedShare: Double?

    package init(decade: Int, outcomes: [ContourOutcome: Int], resolvedShare: Double?) {
      (self.decade, self.outcomes, self.resolvedShare) = (decade, outcomes, resolvedShare)
    }
  }

  package struct FamilyCount: Hashable, Sendable {
    package let family: StudyMechanism.Family
    package let asked: Int
    package let answered: Int
    package let byRenyiAlone: Int
    package let refused: Int

    package init(family: StudyMechanism.Family, asked: Int, answered: Int, byRenyiAlone: Int, refused: Int) {
      (self.family, self.asked, self.answered) = (family, asked, answered)
      (self.byRenyiAlone, self.refused) = (byRenyiAlone, refused)
    }
  }

  package struct RefusalCount: Hashable, Sendable {
    package let reason: String
    package let times: Int

    package init(reason: String, times: Int) {
      (self.reason, self.times) = (reason, times)
    }
  }

  /// Processor time of one kind of query, in seconds.
  package struct QueryTimes: Hashable, Sendable {
    package let query: StudyQuery
    package let number: Int
    /// nil, as are the others, without queries.
    package let median: Double?
    package let percentile99: Double?
    package let longest: Double?

    package init(query: StudyQuery, number: Int, median: Double?, percentile99: Double?, longest: Double?) {
      (self.query, self.number) = (query, number)
      (self.median, self.percentile99, self.longest) = (median, percentile99, longest)
    }
  }

  package struct SlowPoint: Hashable, Sendable {
    package let mechanism: StudyMechanism
    package let seconds: Double

    package init(mechanism: StudyMechanism, seconds: Double) {
      (self.mechanism, self.seconds) = (mechanism, seconds)
    }
  }
}

/// What is timed.
package enum StudyQuery: String, Hashable, Sendable, CaseIterable {
  case account = "account, ε to 1e-3"
  case renyi = "Rényi"
  case contour = "contour"
  case delta = "δ at two ε, to 1e-2"
}

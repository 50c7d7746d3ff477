package import PrivacyModel

/// What must hold between the accountants' answers.
package enum StudyCheck: String, Hashable, Sendable, CaseIterable {
  case answered = "an answer, without refusal"
  case ordered = "0 ≤ lower end ≤ ε, all finite"
  case renyiAbove = "Rényi ε ≥ lower end"
  case contourInside = "contour estimate within the interval, up to its error"
  case replaceAbove = "ε of replace-one ≥ lower end of add-or-remove"
  case momentsAbove = "moments accountant ≥ Rényi ε"
  case deltaAtUpper = "lower δ at ε ≤ δ"
  case deltaAtLower = "upper δ at the lower end ≥ δ"
  case monotoneInterval = "more private: lower end ≤ ε of the other"
  case monotoneRenyi = "more private: Rényi ε ≤ that of the other"
  case monotoneContour = "more private: contour estimate ≤ that of the other, up to errors"
}

/// A check that failed.
package struct StudyViolation: Hashable, Sendable {
  package let check: StudyCheck
  package let adjacency: Adjacency
  /// The mechanism asked about; for monotony also the more private one.
  package let mechanisms: [StudyMechanism]
  package let detail: String
}

/// How the contour accountant fared.
package enum ContourOutcome: String, Hashable, Sendable, CaseIterable {
  case closedForm = "closed form"
  case resolved = "contour"
  case unresolved = "unresolved"
}

/// What was found of one mechanism under one adjacency.
package struct StudyAnswer: Hashable, Sendable {
  package let adjacency: Adjacency
  /// nil where Rényi bounds alone answered.
  package let lower: Double?
  package let upper: Double
  package let method: AccountingMethod
  /// nil for events that contours are not for.
  package let contour: ContourOutcome?

  /// The width of the interval as a share of its upper end; nil without a lower end.
  package var relativeWidth: Double? {
    lower.map { upper > 0 ? (upper - $0) / upper : 0 }
  }
}

/// What was found at one point of the study.
package struct StudyFindings: Hashable, Sendable {
  package let mechanism: StudyMechanism
  package var answers: [StudyAnswer] = []
  /// How often each check was made.
  package var checks: [StudyCheck: Int] = [:]
  package var violations: [StudyViolation] = []
  /// Why and for which adjacency there was no answer, for events for which there need not be one.
  package var refusals: [String] = []

  init(_ mechanism: StudyMechanism) {
    self.mechanism = mechanism
  }

  /// Counts a check; `holds` is false for comparisons with NaN.
  mutating func check(
    _ check: StudyCheck, _ adjacency: Adjacency, _ holds: Bool, morePrivate: StudyMechanism? = nil,
    _ detail: @autoclosure () -> String
  ) {
    checks[check, default: 0] += 1
    guard !holds else { return }
    violations.append(
      StudyViolation(
        check: check, adjacency: adjacency, mechanisms: [mechanism] + (morePrivate.map { [$0] } ?? []),
        detail: detail()))
  }
}

/// What is timed.
package enum StudyQuery: String, Hashable, Sendable, CaseIterable {
  case account = "account, ε to 1e-3"
  case renyi = "Rényi"
  case contour = "contour"
  case delta = "δ at two ε, to 1e-2"
}

/// Findings, and the processor time of each query that was made for them; the one is reproducible and the other not.
package struct StudiedPoint: Sendable {
  package let findings: StudyFindings
  package let seconds: [StudyQuery: [Double]]
}

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

  package init(check: StudyCheck, adjacency: Adjacency, mechanisms: [StudyMechanism], detail: String) {
    (self.check, self.adjacency, self.mechanisms, self.detail) = (check, adjacency, mechanisms, detail)
  }
}

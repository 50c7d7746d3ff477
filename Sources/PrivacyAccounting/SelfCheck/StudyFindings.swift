package import PrivacyModel

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

/// Findings, and the processor time of each query that was made for them; the one is reproducible and the other not.
package struct StudiedPoint: Sendable {
  package let findings: StudyFindings
  package let seconds: [StudyQuery: [Double]]
}

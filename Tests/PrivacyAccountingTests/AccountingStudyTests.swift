import PrivacyAccounting
import PrivacyModel
import Testing

@Suite("Study of the accountants") struct AccountingStudyTests {
  @Test("finds no violation at sixty mechanisms and six others")
  func findsNoViolation() {
    let studied = AccountingStudy(seed: 22, points: 60).run(threads: 2) {}
    #expect(studied.count == 66)
    #expect(studied.flatMap(\.findings.violations) == [])
    // Every check is made at all.
    let made = studied.reduce(into: Set<StudyCheck>()) { $0.formUnion($1.findings.checks.keys) }
    #expect(made == Set(StudyCheck.allCases))
  }

  @Test("finds the same on one thread as on three")
  func isReproducible() {
    let study = AccountingStudy(seed: 22, points: 10)
    let findings = [1, 3].map { study.run(threads: $0) {}.map(\.findings) }
    #expect(findings[0] == findings[1])
    #expect(findings[0] != AccountingStudy(seed: 23, points: 10).run(threads: 3) {}.map(\.findings))
  }
}

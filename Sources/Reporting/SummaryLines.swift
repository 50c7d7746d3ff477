package import Foundation
package import PrivacyModel

/// What a terminal shows at the end of a run: the verdict, the claim, the bound, and where the report is.
package func summaryLines(_ outcome: AuditOutcome, reportIn directory: URL) -> [String] {
  let (claim, bound, epsilons) = (outcome.claim, outcome.bound, EpsilonTexts(outcome))
  let report = directory.appending(component: ReportFile.markdown.name(of: outcome.specification.name))
  return [
    "\(outcome.verdict.word): \(outcome.verdict.gist)",
    "  claimed   ε = \(epsilons.claimed) at δ = \(exactText(claim.delta)), \(claim.adjacency.rawValue), "
      + claimBasis(outcome) + (outcome.claimIsUnsupported ? "; the accountant supports \(epsilons.accounted)" : ""),
    "  measured  ε ≥ \(epsilons.measured) at δ = \(exactText(bound.delta)) with "
      + "\(confidenceText(outcome.significance)) confidence, \(bound.label.word)",
    "  report    \(report.relativePath)",
  ]
}

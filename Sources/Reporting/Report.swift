package import PrivacyModel

/// The documents of one audit, ready to be written.
package struct RenderedReport: Hashable, Sendable {
  /// The audit's name; the files are called after it.
  package let name: String
  package let markdown: String
  package let json: String
  /// The receiver operating characteristic against the limit of the claim, as SVG.
  package let rocFigure: String
  /// The scores of both worlds, as SVG.
  package let scoreFigure: String

  /// The files by name; Markdown, which refers to the others, comes last.
  package var files: [(name: String, text: String)] {
    [
      (ReportFile.json.name(of: name), json), (ReportFile.rocFigure.name(of: name), rocFigure),
      (ReportFile.scoreFigure.name(of: name), scoreFigure), (ReportFile.markdown.name(of: name), markdown),
    ]
  }
}

/// The files that a report consists of.
package enum ReportFile: String, Sendable, CaseIterable {
  case markdown = ".md"
  case json = ".json"
  case rocFigure = "-roc.svg"
  case scoreFigure = "-scores.svg"

  package func name(of audit: String) -> String { audit + rawValue }
}

/// Turns an outcome into documents. Equal outcomes give equal bytes, with one version of gnuplot.
///
/// - Throws: `ReportingError` when gnuplot fails or the outcome cannot be encoded.
package func render(_ outcome: AuditOutcome, with gnuplot: Gnuplot) throws -> RenderedReport {
  RenderedReport(
    name: outcome.specification.name,
    markdown: markdown(outcome),
    json: try jsonText(outcome),
    rocFigure: try gnuplot.svg(ROCFigure(outcome).script, title: "Receiver operating characteristic of the attack"),
    scoreFigure: try gnuplot.svg(ScoreFigure(outcome).script, title: "Scores in the two worlds"))
}

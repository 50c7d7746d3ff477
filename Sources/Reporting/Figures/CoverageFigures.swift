package import PrivacyModel

/// The files of the figures beside a report of coverage.
package struct CoverageFigureNames: Hashable, Sendable {
  package let rates: String
  package let tightness: String

  /// - Parameter report: The report's name without its extension.
  package init(report: String) {
    (rates, tightness) = ("\(report)-rates.svg", "\(report)-tightness.svg")
  }
}

/// The figures of a study of bounds as SVG, under their names.
///
/// - Throws: `ReportingError` when gnuplot fails.
package func coverageFigures(
  _ summary: CoverageSummary, names: CoverageFigureNames, with gnuplot: Gnuplot
) throws -> [(name: String, text: String)] {
  [
    (names.rates, try gnuplot.svg(FalseRefutationFigure(summary).script, title: "False refutation rates")),
    (names.tightness, try gnuplot.svg(TightnessFigure(summary).script, title: "Tightness of the bounds")),
  ]
}

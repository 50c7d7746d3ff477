internal import Foundation
package import PrivacyModel

/// The hockey-stick curve δ(ε), δ on a logarithmic axis, with the statement in question marked on it.
struct CurveFigure {
  private let points: [PrivacyCurvePoint]
  private let mark: PrivacyMark?
  private let floor: Double

  init(_ points: [PrivacyCurvePoint], mark: PrivacyMark?) {
    (self.points, self.mark) = (points, mark)
    let smallest = points.map(\.upperDelta).filter { $0 > 0 }.min() ?? 1e-3
    floor = min(1e-2, max(1e-300, min(smallest, mark.map { $0.delta > 0 ? $0.delta / 10 : 1 } ?? 1)))
  }

  var script: String {
    let end = max(points.last?.epsilon ?? 1, (mark?.epsilon ?? 0) * 1.05, 1e-12)
    let marked = mark.map { mark in
      ", $mark with points pointtype 7 pointsize 0.8 linecolor rgb '\(FigureStyle.ink)' title "
        + "\(quoted("\(mark.name): ε = \(decimalText(mark.epsilon)), δ = \(decimalText(mark.delta))")) noenhanced"
    }
    return """
      \(FigureStyle.preamble)
      set logscale y
      set xrange [0:\(end)]
      set yrange [\(floor):1]
      set xtics \(LinearTicks(in: 0...end, about: 7).script)
      set ytics \(LogTicks(from: floor).script)
      set xlabel 'ε' textcolor rgb '\(FigureStyle.ink)'
      set ylabel 'δ' textcolor rgb '\(FigureStyle.ink)'
      set title 'Privacy curve: the smallest δ at each ε' noenhanced
      set key top right Left reverse width -4
      \(dataBlock("upper", points.map { ($0.epsilon, visible($0.upperDelta)) }))
      $band << EOD
      \(band.map { "\($0.x) \($0.low) \($0.high)" }.joined(separator: "\n"))
      EOD
      $mark << EOD
      \(mark.map { "\($0.epsilon) \(visible($0.delta))" } ?? "")
      EOD
      plot \(band.isEmpty ? "" : """
        $band using 1:2:3 with filledcurves fillcolor rgb '\(FigureStyle.included)' \
        fillstyle transparent solid 0.25 noborder title 'between the proven bounds', 
        """)\
      $upper with lines linewidth 2 linecolor rgb '\(FigureStyle.included)' title 'proven upper bound'\(marked ?? "")
      """
  }

  /// The area between the bounds; nothing where it is too thin to see.
  private var band: [(x: Double, low: Double, high: Double)] {
    guard points.contains(where: { ($0.lowerDelta ?? $0.upperDelta) < 0.95 * $0.upperDelta }) else { return [] }
    return points.compactMap { point in
      point.lowerDelta.map { (point.epsilon, visible($0), visible(point.upperDelta)) }
    }
  }

  private func visible(_ delta: Double) -> Double { min(1, max(floor, delta)) }
}

/// A statement to be marked on a privacy curve.
package struct PrivacyMark: Hashable, Sendable {
  package let name: String
  package let epsilon: Double
  package let delta: Double

  package init(name: String, epsilon: Double, delta: Double) {
    (self.name, self.epsilon, self.delta) = (name, epsilon, delta)
  }
}

/// The hockey-stick curve as an SVG figure.
///
/// - Throws: `ReportingError` when gnuplot fails.
package func curveFigure(
  _ points: [PrivacyCurvePoint], mark: PrivacyMark?, with gnuplot: Gnuplot
) throws -> String {
  try gnuplot.svg(CurveFigure(points, mark: mark).script, title: "Privacy curve")
}

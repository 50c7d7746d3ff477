internal import PrivacyModel

/// The mean bound ÷ the true ε of the exact methods against the size, a panel for each of the first laws.
struct TightnessFigure {
  private let cells: [CoverageSummary.Cell]
  private let methods: [String]
  private let laws: [String]

  private static let colours = [
    FigureStyle.included, FigureStyle.claim, "#009E73", "#CC79A7", FigureStyle.excluded, "#56B4E9", FigureStyle.ink,
    FigureStyle.chance,
  ]

  init(_ summary: CoverageSummary) {
    cells = summary.cells.filter { $0.label == .exact && $0.tightness != nil }
    methods = cells.map(\.method).uniqued
    laws = Array(cells.map(\.law).uniqued.prefix(6))
  }

  private var rows: Int { max(1, (laws.count + 1) / 2) }

  var script: String {
    let height = 170 + 250 * rows
    func share(_ pixels: Int) -> Double { Double(pixels) / Double(height) }
    let sizes = cells.map { Double($0.size) }
    return """
      \(FigureStyle.preamble)
      set terminal svg size 860,\(height) fixed enhanced font '\(FigureStyle.font),13' background rgb 'white'
      set logscale x
      set xrange [\((sizes.min() ?? 10) / 1.3):\((sizes.max() ?? 100) * 1.3)]
      set yrange [0:1]
      set ytics 0.2
      set format x '10^{%T}'
      unset key
      set multiplot layout \(rows),2 margins 0.085,0.98,\(share(140)),\(1 - share(32)) spacing 0.07,\(share(64))
      \(panels.joined(separator: "\n"))
      \(key(share(5), share(85)))
      unset multiplot
      """
  }

  private var panels: [String] {
    laws.enumerated().map { panel, law in
      let data = methods.enumerated().map { index, method in
        dataBlock(
          "m\(panel)x\(index)",
          cells.filter { $0.law == law && $0.method == method }.map { (Double($0.size), $0.tightness ?? 0) })
      }
      let lines = methods.indices.map { "$m\(panel)x\($0) using 1:2 with linespoints \(style($0)) notitle" }
      return
        (data + [
          "set title \(quoted(law)) offset 0,-0.4 noenhanced",
          "set xlabel \(quoted(panel + 2 < laws.count ? "" : "Candidates")) offset 0,0.3",
          "set ylabel \(quoted(panel.isMultiple(of: 2) ? "Mean bound ÷ true ε" : "")) offset 1.5,0",
          "plot " + lines.joined(separator: ", "),
        ]).joined(separator: "\n")
    }
  }

  /// The names of the lines, once, as a plot of nothing under all panels.
  private func key(_ bottom: Double, _ top: Double) -> String {
    """
    set lmargin at screen 0.03
    set rmargin at screen 0.98
    set bmargin at screen \(bottom)
    set tmargin at screen \(top)
    unset border
    unset tics
    unset grid
    unset title
    unset xlabel
    unset ylabel
    set key center center horizontal Left reverse maxrows 2
    plot \(methods.enumerated().map { "NaN with linespoints \(style($0)) title \(quoted($1)) noenhanced" }
      .joined(separator: ", "))
    """
  }

  private func style(_ index: Int) -> String {
    "linewidth 1.8 pointtype 7 pointsize 0.45 linecolor rgb '\(Self.colours[index % Self.colours.count])'"
  }
}

internal import PrivacyModel

/// The rate of false refutations of every claimed cell with its interval, beside the level: a band for each method, in
/// which the rates ascend.
struct FalseRefutationFigure {
  private let summary: CoverageSummary
  private let cells: [CoverageSummary.Cell]
  private let methods: [String]

  init(_ summary: CoverageSummary) {
    self.summary = summary
    cells = summary.cells.filter(\.isClaimed)
    methods = cells.map(\.method).uniqued
  }

  /// Where the axis begins: at half of the smallest rate that could be seen, and no more than a tenth of the level.
  private var floor: Double {
    let least = 1 / Double(max(2, cells.map(\.repetitions).max() ?? 2))
    return min(summary.significance / 10, least / 2)
  }

  var script: String {
    let end = min(1, 1.2 * max(0.5, cells.map(\.greatestRate).max() ?? 1))
    let rows = rows
    return """
      \(FigureStyle.preamble)
      set terminal svg size 760,\(140 + 64 * max(1, methods.count)) fixed enhanced font '\(FigureStyle.font),14' \
      background rgb 'white'
      set logscale x
      set xrange [\(floor):\(end)]
      set yrange [\(Double(methods.count) - 0.4):-0.6]
      set xtics \(LogTicks(from: floor).script)
      set ytics (\(methods.enumerated().map { "\(quoted($1)) \($0)" }.joined(separator: ", "))) scale 0
      set grid noytics
      set lmargin 21
      set rmargin 4
      set tmargin 5
      set xlabel 'Share of repetitions with a bound above the true ε' textcolor rgb '\(FigureStyle.ink)'
      set title 'False refutations in every cell that a theorem covers' offset 0,1 noenhanced
      set key at screen 0.55, graph 1.035 center bottom horizontal Left reverse samplen 1.5 font ',12'
      set label \(quoted("level \(exactText(summary.significance))")) at \(summary.significance), graph 1 center offset 0,0.6 \
      textcolor rgb '\(FigureStyle.claim)' font ',12' noenhanced
      \(dataBlock("level", [(summary.significance, -0.6), (summary.significance, Double(methods.count) - 0.4)]))
      $intervals << EOD
      \(rows.map { "\($0.leastRate) \($0.height) \($0.greatestRate - $0.leastRate) 0" }.joined(separator: "\n"))
      EOD
      \(dataBlock("rates", rows.map { ($0.rate, $0.height) }))
      plot $intervals using 1:2:3:4 with vectors nohead linewidth 1 linecolor rgb '#A6CEE3' title '95 % interval', \
      $level with lines linewidth 2 linecolor rgb '\(FigureStyle.claim)' notitle, \
      $rates with points pointtype 7 pointsize 0.25 linecolor rgb '\(FigureStyle.included)' title 'rate of a cell'
      """
  }

  /// A cell's height in the figure, and its rate and the ends of its interval within the axis.
  private var rows: [(height: Double, rate: Double, leastRate: Double, greatestRate: Double)] {
    methods.enumerated().flatMap { place, method in
      let own = cells.filter { $0.method == method }
        .sorted { ($0.rate, $0.greatestRate) < ($1.rate, $1.greatestRate) }
      return own.enumerated().map { index, cell in
        let height = Double(place) - 0.8 * ((Double(index) + 0.5) / Double(own.count) - 0.5)
        return (height, max(floor, cell.rate), max(floor, cell.leastRate), max(floor, cell.greatestRate))
      }
    }
  }
}

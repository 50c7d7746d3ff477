/// The look that all figures share: white ground, thin grey axes, and the colour-blind safe colours of Okabe and Ito.
enum FigureStyle {
  static let font = "Helvetica"
  static let included = "#0072B2"
  static let excluded = "#E69F00"
  static let claim = "#D55E00"
  static let chance = "#999999"
  static let ink = "#222222"

  /// The first lines of every script.
  static let preamble = """
    set encoding utf8
    set terminal svg size 640,480 fixed enhanced font '\(font),14' background rgb 'white'
    set border 3 linewidth 1 linecolor rgb '#666666'
    set tics nomirror out scale 0.6 textcolor rgb '\(ink)'
    set grid linetype 1 linewidth 0.6 linecolor rgb '#E4E4E4'
    set key textcolor rgb '\(ink)' samplen 2.2 spacing 1.25
    set lmargin 10
    set rmargin 3
    set bmargin 4.2
    """
}

/// Text as gnuplot takes it letter for letter: single quotes keep it from commands and markup.
func quoted(_ text: String) -> String {
  let line = text.map { $0.isNewline ? " " : $0 == "'" ? "''" : String($0) }.joined()
  return "'\(line)'"
}

/// Inline data under a name.
func dataBlock(_ name: String, _ points: [(x: Double, y: Double)]) -> String {
  "$\(name) << EOD\n" + points.map { "\($0.x) \($0.y)\n" }.joined() + "EOD"
}
